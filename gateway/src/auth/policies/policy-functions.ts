import type { PolicyContext } from './policy-decider.js';

/** Decides one policy. Only `true` holds: anything else, an error or no answer in time does not. */
export type PolicyFunction = (context: PolicyContext) => boolean | Promise<boolean>;

/** Where it is said why a policy could not be decided. Any pino logger fits. */
export interface PolicyLog {
  warn(fields: object, message: string): void;
}

/** How functions are called. */
export interface PolicyFunctionsOptions {
  /** Deadline of one function, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: PolicyLog;
}

/**
 * Decides policies by functions, all at once.
 *
 * @param functions By the name of their policy.
 * @returns Those that hold, within `timeoutMs`.
 */
export async function decideByFunctions(
  functions: ReadonlyMap<string, PolicyFunction>,
  context: PolicyContext,
  options: PolicyFunctionsOptions,
): Promise<readonly string[]> {
  const verdicts = await Promise.all(
    [...functions].map(async ([name, decide]) =>
      (await holds(name, () => decide(context), options)) ? name : undefined,
    ),
  );
  return verdicts.filter((name) => name !== undefined);
}

async function holds(
  policy: string,
  decide: () => boolean | Promise<boolean>,
  { timeoutMs, log }: PolicyFunctionsOptions,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no verdict in ${timeoutMs} ms`)), timeoutMs);
    });
    return (await Promise.race([decide(), timeout])) === true;
  } catch (error) {
    log.warn({ policy, err: error }, `Policy "${policy}" does not hold: it could not be decided`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
