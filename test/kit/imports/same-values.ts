/** Scalars whose values are the same as text. */
function isSameScalar(shown: unknown, sent: unknown): boolean {
  return shown === sent || (typeof shown !== 'object' && typeof sent !== 'object' && String(shown) === String(sent));
}

/**
 * Where an answer differs from what the service sent: every field that was asked for has the value that the service gave
 * it (less what an alias has before two underscores), null where it gave none; lists have the same length and order.
 *
 * @returns Paths; empty when nothing is lost.
 */
export function differences(shown: unknown, sent: unknown, path = ''): readonly string[] {
  if (sent === undefined || sent === null) return shown === null ? [] : [`${path}: not sent`];
  if (Array.isArray(sent)) {
    if (!Array.isArray(shown) || shown.length !== sent.length) return [`${path}: another length`];
    return sent.flatMap((item, index) => differences(shown[index], item, `${path}[${index}]`));
  }
  if (typeof sent === 'object' && typeof shown === 'object' && shown !== null) {
    const object = sent as Readonly<Record<string, unknown>>;
    return Object.entries(shown).flatMap(([key, value]) =>
      differences(value, sentValue(object, key), `${path}.${key}`),
    );
  }
  return isSameScalar(shown, sent) ? [] : [`${path}: ${JSON.stringify(shown)} instead of ${JSON.stringify(sent)}`];
}

/** What the service sent under a name, which GraphQL has in camel case: `user_id` is `userId`, `_id` is `id`. */
function sentValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  // Names of free-form objects are the service's own, and may look like an alias.
  if (Object.hasOwn(object, name)) return object[name];
  const plain = (key: string) => key.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
  const found = Object.keys(object).find((key) => plain(key) === plain(name.replace(/^.*__/, '')));
  return found === undefined ? undefined : object[found];
}

/** Every scalar at any depth as text, sorted; nulls left out. */
export function leaves(value: unknown): readonly string[] {
  const found: string[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'object' && next !== null) open.push(...Object.values(next).filter((one) => one !== undefined));
    else if (next !== null) found.push(String(next));
  }
  return found.sort();
}

/** How many items each list at any depth has, sorted. */
export function listLengths(value: unknown): readonly number[] {
  const found: number[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) found.push(next.length);
    if (typeof next === 'object' && next !== null) open.push(...Object.values(next).filter((one) => one !== undefined));
  }
  return found.sort((a, b) => a - b);
}
