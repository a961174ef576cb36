/** An element of a response path. */
export type PathElement = string | number;

/** A path as a text that is unique to it. */
export function pathKey(path: readonly PathElement[]): string {
  return JSON.stringify(path);
}

/** Whether one path leads to or through another. */
export function isPrefix(prefix: readonly PathElement[], path: readonly PathElement[]): boolean {
  return prefix.length <= path.length && prefix.every((element, i) => element === path[i]);
}
