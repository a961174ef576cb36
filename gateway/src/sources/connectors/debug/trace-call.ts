import type { SourceDebug } from '../../../executor/source.js';
import type { CallOutcome, CallTrace } from '../connector.js';
import type { MappingProblem } from '../mapping/problem.js';
import { positionAt } from '../mapping/syntax-error.js';
import { describeShape } from './describe-shape.js';
import { createMasks } from './mask-secrets.js';

/** Most problems of one call that are shown, after equal ones are counted together. */
const maxProblems = 20;

/** A trace that is recorded when the call has settled. */
export interface RunningTrace extends CallTrace {
  finish(outcome: CallOutcome): void;
}

/** Which call is traced. */
export interface TracedCall {
  readonly coordinate: string;
  /** Masked wherever they stand. */
  readonly secrets: readonly string[];
}

/** Starts to write down one call for the debugger: names, shapes, problems and times, and no values. */
export function traceCall({ coordinate, secrets }: TracedCall, debug: SourceDebug): RunningTrace {
  const masks = createMasks(secrets);
  const start = performance.now();
  const entry: Record<string, unknown> = { connector: coordinate };
  const showHeaders = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
    Object.fromEntries([...headers].map(([name, value]) => [name, masks.header(name, value)]));
  return {
    sent({ method, url, headers, body }) {
      entry['request'] = {
        method,
        url: masks.url(String(url)),
        headers: showHeaders(Object.entries(headers)),
        ...(body !== undefined && { body: shapeOfText(body) }),
      };
    },
    received({ status, headers, body }) {
      entry['response'] = { status, headers: showHeaders(headers), bytes: body.length };
    },
    read(data) {
      entry['response'] = { ...(entry['response'] as object | undefined), body: describeShape(data) };
    },
    mapped(text, { value, problems }) {
      entry['mapping'] = { result: describeShape(value), problems: countProblems(text, problems) };
    },
    lacked(argument, text, problems) {
      const known = (entry['problems'] as readonly unknown[] | undefined) ?? [];
      const added = countProblems(text, problems).map((problem) => ({ argument, ...problem }));
      if (added.length > 0) entry['problems'] = [...known, ...added].slice(0, maxProblems);
    },
    finish(outcome) {
      if (outcome.kind === 'error') {
        const { message, extensions, failure } = outcome.error;
        const code = (failure as { readonly code?: unknown } | undefined)?.code ?? extensions?.['code'];
        entry['error'] = { code, message: masks.text(message) };
      }
      entry['durationMs'] = Math.round((performance.now() - start) * 100) / 100;
      debug.record(entry);
    },
  };
}

/** A list of thousands that lack one key has one problem, thousands of times. */
function countProblems(text: string, problems: readonly MappingProblem[]): readonly object[] {
  const counted = new Map<string, { readonly problem: MappingProblem; count: number }>();
  for (const problem of problems) {
    const key = `${problem.range.start} ${problem.message}`;
    const known = counted.get(key);
    if (known === undefined) counted.set(key, { problem, count: 1 });
    else known.count += 1;
  }
  return [...counted.values()].slice(0, maxProblems).map(({ problem: { message, path, range }, count }) => ({
    message,
    path: path.join('.'),
    ...positionAt(text, range.start),
    count,
  }));
}

function shapeOfText(body: string | Uint8Array): unknown {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString();
  try {
    return describeShape(JSON.parse(text));
  } catch {
    // A form or XML: how long it is must do, for its text may hold what nobody should read.
    return `${Buffer.byteLength(text)} bytes`;
  }
}
