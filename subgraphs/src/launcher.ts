import { type ServiceName, serviceNames } from './server/fixed-ports.js';
import { PortInUseError } from './server/port-in-use-error.js';
import type { RunningSource } from './server/running-source.js';
import { type SourceSettings, startSource } from './start-source.js';

/** What the launcher needs of its process. */
export interface LauncherOptions {
  /** Sources to start, or `identity`; none means all. */
  readonly names: readonly string[];
  /**
   * Read are `HOST`, `PORT` (with one name only), `PUBLIC_URL` (products), `SHIPPING_API_KEY`, `PRICING_USERNAME`,
   * `PRICING_PASSWORD`, `IDENTITY_SERVICE_SECRET`, `GATEWAY_ISSUER` and `GATEWAY_JWKS_URL` (accounts, orders); each has a
   * default that fits the example.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Resolves when the sources are to be stopped. */
  readonly ended: Promise<unknown>;
}

/**
 * Starts sources, says one line for each as soon as it is ready, and stops them all at the end.
 *
 * @returns The exit code: 0 when they ran and were stopped, 1 when one could not start, 2 for wrong arguments.
 */
export async function runLauncher({ names, env, print, printError, ended }: LauncherOptions): Promise<0 | 1 | 2> {
  const wanted = names.length === 0 ? serviceNames : names.filter(isServiceName);
  const unknown = names.filter((name) => !isServiceName(name));
  if (unknown.length > 0) {
    printError(`Unknown source "${unknown.join('", "')}": known are ${serviceNames.join(', ')}`);
    return 2;
  }
  const options = optionsFrom(env, wanted);
  if (typeof options === 'string') {
    printError(options);
    return 2;
  }
  const running: RunningSource[] = [];
  const stopAll = () => Promise.all(running.map((source) => source.stop()));
  try {
    // Each on its own: the line of one does not wait for the others.
    await allOrFirstError(
      [...new Set(wanted)].map(async (name) => {
        const source = await startSource(name, options);
        running.push(source);
        print(`${name.padEnd(15)} ${source.url}`);
      }),
    );
  } catch (error) {
    printError(error instanceof PortInUseError ? error.message : String(error));
    await stopAll();
    return 1;
  }
  await ended;
  await stopAll();
  return 0;
}

/** Waits for all, so that nothing still starts when the error is thrown. */
async function allOrFirstError(tasks: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

type StartOptions = SourceSettings & { readonly host?: string; readonly port?: number };

/** The options that the environment gives, or what is wrong with it. */
function optionsFrom(env: LauncherOptions['env'], wanted: readonly ServiceName[]): StartOptions | string {
  const { HOST, PORT, PUBLIC_URL, SHIPPING_API_KEY, PRICING_USERNAME, PRICING_PASSWORD, IDENTITY_SERVICE_SECRET } = env;
  const { GATEWAY_ISSUER, GATEWAY_JWKS_URL } = env;
  if (PORT && wanted.length > 1) return 'PORT can be set for one source only: name it';
  if (PORT && !(/^\d{1,5}$/.test(PORT) && Number(PORT) <= 65_535)) return `PORT must be 0 to 65535: it is "${PORT}"`;
  return {
    ...(HOST ? { host: HOST } : {}),
    ...(PORT ? { port: Number(PORT) } : {}),
    ...(PUBLIC_URL ? { publicUrl: PUBLIC_URL.replace(/\/+$/, '') } : {}),
    ...(SHIPPING_API_KEY ? { apiKey: SHIPPING_API_KEY } : {}),
    ...(IDENTITY_SERVICE_SECRET ? { serviceSecret: IDENTITY_SERVICE_SECRET } : {}),
    gateway: { issuer: GATEWAY_ISSUER || undefined, jwks: GATEWAY_JWKS_URL || undefined },
    credentials: {
      ...(PRICING_USERNAME ? { username: PRICING_USERNAME } : {}),
      ...(PRICING_PASSWORD ? { password: PRICING_PASSWORD } : {}),
    },
  };
}

function isServiceName(name: string): name is ServiceName {
  return (serviceNames as readonly string[]).includes(name);
}
