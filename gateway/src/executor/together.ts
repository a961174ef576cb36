/** Waits for all of several things, some of which may be over already: undefined when there is nothing to wait for. */
export function together(all: readonly (Promise<unknown> | undefined)[]): Promise<unknown> | undefined {
  const pending = all.filter((one) => one !== undefined);
  return pending.length > 1 ? Promise.all(pending) : pending[0];
}
