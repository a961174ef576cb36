import { fixedPortOf, type ServiceName, sourceNames } from './server/fixed-ports.js';
import type { RunningSource } from './server/running-source.js';
import { type SourceSettings, startSource } from './start-source.js';

/** Options of `startSources`. */
export interface StartSourcesOptions extends SourceSettings {
  /**
   * `fixed`: 4101 to 4109, as in the example's configuration. `ephemeral`: whatever is free. An object: these, and
   * whatever is free for those it does not name. Default `ephemeral`.
   */
  readonly ports?: 'fixed' | 'ephemeral' | Readonly<Partial<Record<ServiceName, number>>>;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
}

/** Sources that were started together. */
export interface RunningSources {
  /** In the order in which they were asked for. */
  readonly all: readonly RunningSource[];
  /** @throws {RangeError} when this source was not started. */
  get(name: ServiceName): RunningSource;
  /** Forgets every source's requests and ends misbehaviour. */
  reset(): void;
  /** Stops all of them. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts several sources in this process.
 *
 * When one of them cannot start, the others are stopped again before the error is thrown.
 *
 * @param names Which; default all eight sources, and not the authorization server.
 * @throws {PortInUseError} when another process listens on a port.
 */
export async function startSources(
  names: readonly ServiceName[] = sourceNames,
  options: StartSourcesOptions = {},
): Promise<RunningSources> {
  const { ports = 'ephemeral', ...rest } = options;
  const chosen: Readonly<Partial<Record<ServiceName, number>>> = typeof ports === 'string' ? {} : ports;
  const portOf = (name: ServiceName) => (ports === 'fixed' ? fixedPortOf(name) : (chosen[name] ?? 0));
  const started = await Promise.allSettled(names.map((name) => startSource(name, { ...rest, port: portOf(name) })));
  const all = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(all.map((source) => source.stop()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    all,
    stop,
    get(name) {
      const source = all.find((candidate) => candidate.name === name);
      if (source === undefined) throw new RangeError(`Cannot find source "${name}": it was not started`);
      return source;
    },
    reset() {
      for (const source of all) source.reset();
    },
  };
}
