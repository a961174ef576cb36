import { watchFile } from '../files/watch-file.js';
import { type ManifestsResult, readManifests } from './read-manifests.js';

/** How a folder of manifests is watched. */
export interface WatchManifestsOptions {
  /** Told of the folder's manifests each time they may have changed; also when they cannot be used. */
  readonly onChange: (result: ManifestsResult) => void | Promise<void>;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/**
 * Watches a folder of manifests: the files, and the folders for what comes and goes.
 *
 * @param folder It need not exist yet.
 * @param places What `readManifests` read them from last.
 */
export function watchManifests(folder: string, places: readonly string[], options: WatchManifestsOptions): void {
  const round = new AbortController();
  const signal = AbortSignal.any([options.signal, round.signal]);
  const changed = async (): Promise<void> => {
    if (signal.aborted) {
      return;
    }
    round.abort();
    const result = readManifests(folder);
    // Before it is told: what changes meanwhile is a change again. Broken ones are watched until they are mended.
    watchManifests(folder, result.places, options);
    await options.onChange(result);
  };
  for (const path of places) {
    watchFile(path, changed, { signal, onError: options.onError });
  }
}
