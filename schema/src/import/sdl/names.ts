/** Spec: GraphQL, `Name`; names with two underscores in front belong to introspection and federation. */
const graphqlName = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;

/** Names that types of a subgraph cannot have. */
const reservedTypes: ReadonlySet<string> = new Set([
  ...['Query', 'Mutation', 'Subscription', 'String', 'Int', 'Float', 'Boolean', 'ID'],
  ...['_Any', '_Entity', '_Service', '_FieldSet', 'FieldSet', 'link__Import', 'link__Purpose'],
]);

/** Longest name; what is longer was not written to be read. */
const maxNameLength = 200;

/** Whether a name can be used in GraphQL as it is. */
export function isGraphqlName(name: string): boolean {
  return name.length <= maxNameLength && graphqlName.test(name);
}

/** `get-an-album`, `find_pets`, `XMLReply 2` -> words in lower case, as their writer parted them. */
export function wordsOf(text: string): readonly string[] {
  const spaced = text
    .slice(0, maxNameLength)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    // Plurals of abbreviations are one word: `photoURLs`.
    .replace(/([A-Z])([A-Z]+)s(?![a-z])/g, (_all, first: string, rest: string) => `${first}${rest.toLowerCase()}s`)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  return spaced.split(/[^A-Za-z0-9]+/).flatMap((word) => (word === '' ? [] : [word.toLowerCase()]));
}

/** `pet by id`. Empty when there is no letter or digit in the text. */
export function toCamelCase(text: string): string {
  return joinCamel(wordsOf(text));
}

/** Words as one name that begins in lower case. */
export function joinCamel(words: readonly string[]): string {
  const name = words.map((word, index) => (index === 0 ? word : capitalize(word))).join('');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** How a field is called that stands for a key: in camel case, as GraphQL's fields are. A key in that form stays. */
export function toFieldName(key: string): string {
  return /^[a-z][A-Za-z0-9]*$/.test(key) && isGraphqlName(key) ? key : toCamelCase(key);
}

/**
 * Names of fields for all keys of an object, each its own. A key that is a field's name as it stands keeps it, so that
 * `id` stays `id` beside `_id`.
 */
export function nameKeys(
  keys: Iterable<string>,
  toName: (key: string) => string = toFieldName,
): ReadonlyMap<string, string> {
  const all = [...keys];
  const registry = new NameRegistry();
  const names = new Map<string, string>();
  for (const key of all) if (toName(key) === key) names.set(key, registry.take(key));
  for (const key of all) if (!names.has(key)) names.set(key, registry.take(toName(key), key));
  return names;
}

/** `PetById`; a name that is in this form already stays as it is. */
export function toPascalCase(text: string): string {
  if (/^[A-Z][A-Za-z0-9]*$/.test(text) && isGraphqlName(text)) return text;
  const name = wordsOf(text).map(capitalize).join('');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** `pets` -> `pet`: for the items of a list. A word that is no plural stays. */
export function singular(name: string): string {
  if (/(?:ss|us|is|news|series|species)$/i.test(name)) return name;
  if (/ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:x|ch|sh|ss|z)es$/i.test(name)) return name.slice(0, -2);
  return /[^s]s$/i.test(name) ? name.slice(0, -1) : name;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Gives names that are not taken yet. */
export class NameRegistry {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** A registry for names of types. */
  static forTypes(): NameRegistry {
    return new NameRegistry(reservedTypes);
  }

  /** The first of the candidates that is free, else the last one with a number behind it. */
  take(...candidates: readonly [string, ...string[]]): string {
    const known = candidates.filter(isGraphqlName);
    const usable = known.length > 0 ? known : ['_unnamed'];
    const last = usable.at(-1) ?? '';
    let name = usable.find((candidate) => !this.#taken.has(candidate));
    for (let number = 2; name === undefined; number += 1) {
      const numbered = `${last}${number}`;
      if (!this.#taken.has(numbered)) name = numbered;
    }
    this.#taken.add(name);
    return name;
  }
}
