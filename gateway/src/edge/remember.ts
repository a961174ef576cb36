/** Most values that are remembered, and the longest: clients choose them. */
const maxRemembered = 256;
const maxLength = 256;

/**
 * Makes a function of a header's value remember what it gave: clients send the same few values with every request.
 *
 * @param read Pure; what it gives must not be changed.
 */
export function remember<T>(read: (value: string) => T): (value: string) => T {
  const known = new Map<string, { readonly result: T }>();
  return (value) => {
    const remembered = known.get(value);
    if (remembered !== undefined) {
      return remembered.result;
    }
    const result = read(value);
    if (value.length <= maxLength) {
      if (known.size >= maxRemembered) {
        known.clear();
      }
      known.set(value, { result });
    }
    return result;
  };
}
