import type { NoteCollector } from '../collect-notes.js';
import { isGraphqlName, NameRegistry, toPascalCase, wordsOf } from './names.js';
import { scalarModel } from './scalar-models.js';
import { shortenNames } from './shorten-names.js';
import type { EnumModel, TypeModel } from './subgraph-model.js';

/** Something that may have a name in the document it comes from. */
export interface Nameable {
  readonly name?: string | undefined;
}

/** Most values of an enum: composing takes the square of their number. */
const maxEnumValues = 1_000;

/** Named types as they come up. */
export class TypeRegistry {
  readonly #names = NameRegistry.forTypes();
  readonly #models = new Map<string, TypeModel>();
  readonly #enums = new Map<string, EnumModel>();
  readonly #notes: NoteCollector;
  readonly #shortNames: ReadonlyMap<string, string>;

  /** @param documentNames What the document calls its types, which are shortened where none is mistaken for another then. */
  constructor(notes: NoteCollector, documentNames: readonly string[] = []) {
    this.#notes = notes;
    this.#shortNames = shortenNames(documentNames);
  }

  /** A name for the type of a schema: what the document calls it, else its title, else where it stands. */
  nameFor(at: Nameable, hint: string, suffix = ''): string {
    const short = at.name === undefined ? undefined : this.#shortNames.get(at.name);
    const preferred = [short, at.name, hint].flatMap((text) => {
      const name = text === undefined ? '' : toPascalCase(text);
      return name === '' ? [] : [suffix !== '' && name.endsWith(suffix) ? name : name + suffix];
    });
    const [first = `Unnamed${suffix}`, ...others] = preferred;
    return this.#names.take(first, ...others);
  }

  add(model: TypeModel): void {
    this.#models.set(model.name, model);
  }

  /** The scalar itself; its definition is added when it needs one. */
  useScalar(name: string): string {
    const model = scalarModel(name);
    if (model !== undefined && !this.#models.has(name)) this.#models.set(name, model);
    return name;
  }

  /** The enum of a set of values: the same for equal sets under one name. A string when a value is no name of GraphQL. */
  useEnum(values: readonly string[], at: Nameable, hint: string, description: string | undefined): string {
    if (values.length > maxEnumValues) {
      const reason = `it has ${values.length} values, more than ${maxEnumValues}, so they are strings`;
      this.#notes.add('changed', `enum ${toPascalCase(at.name ?? hint)}`, reason);
      return 'String';
    }
    const odd = values.find((value) => !isGraphqlName(value) || ['true', 'false', 'null'].includes(value));
    const preferred = toPascalCase(this.#shortNames.get(at.name ?? '') ?? at.name ?? hint);
    if (odd !== undefined) {
      const reason = `${JSON.stringify(odd)} is no name of GraphQL, so its values are strings: ${values.slice(0, 20).join(', ')}`;
      this.#notes.add('changed', `enum ${preferred}`, reason);
      return 'String';
    }
    // Two places that call the same values "status" mean the same.
    const key = JSON.stringify([at.name ?? wordsOf(hint).at(-1), values]);
    const known = this.#enums.get(key);
    if (known !== undefined) return known.name;
    const model: EnumModel = {
      kind: 'enum',
      name: this.nameFor(at, hint),
      description,
      values: values.map((name) => ({ name })),
    };
    this.#enums.set(key, model);
    this.add(model);
    return model.name;
  }

  get(name: string): TypeModel | undefined {
    return this.#models.get(name);
  }

  /** The types that fields lead to, in the order in which they are first named, depth first. Scalars last. */
  reachable(names: Iterable<string>): readonly TypeModel[] {
    const found = new Map<string, TypeModel>();
    const open = [...names].reverse();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const model = this.#models.get(name) ?? scalarModel(name);
      if (model === undefined || found.has(name)) continue;
      found.set(name, model);
      if ('members' in model) open.push(...[...model.members].reverse());
      if ('fields' in model) open.push(...model.fields.map((field) => field.typeName).reverse());
    }
    const models = [...found.values()];
    return [...models.filter(({ kind }) => kind !== 'scalar'), ...models.filter(({ kind }) => kind === 'scalar')];
  }
}
