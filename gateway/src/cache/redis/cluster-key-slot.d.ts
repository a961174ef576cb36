declare module 'cluster-key-slot' {
  /** @returns The slot that a key lies in, from 0 to 16383. */
  function slotOf(key: string): number;
  export = slotOf;
}
