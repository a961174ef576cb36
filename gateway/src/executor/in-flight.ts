/**
 * Work under way that equal requests wait for together. Nothing outlives its work: this is no cache.
 *
 * @typeParam T What the work gives; must not be changed by those who wait.
 */
export class InFlight<T> {
  readonly #running = new Map<string, Running<T>>();

  /**
   * Joins the work under a key, or starts it.
   *
   * @param key Equal for requests whose answers cannot differ.
   * @param signal Aborts when this caller waits no longer. The work's own signal aborts when nobody does.
   */
  run(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    let running = this.#running.get(key);
    if (running === undefined) {
      const controller = new AbortController();
      const promise = start(controller.signal).finally(() => this.#forget(key, controller));
      running = { promise, controller, waiting: 0 };
      this.#running.set(key, running);
    }
    this.#wait(key, running, signal);
    return running.promise;
  }

  #wait(key: string, running: Running<T>, signal: AbortSignal): void {
    running.waiting++;
    const onAbort = (): void => {
      running.waiting--;
      if (running.waiting === 0) {
        // Whoever comes now must not join what is being aborted.
        this.#forget(key, running.controller);
        running.controller.abort(signal.reason);
      }
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const release = (): void => signal.removeEventListener('abort', onAbort);
    running.promise.then(release, release);
  }

  #forget(key: string, controller: AbortController): void {
    if (this.#running.get(key)?.controller === controller) {
      this.#running.delete(key);
    }
  }
}

interface Running<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}
