import { DepthGuard } from '../depth-guard.js';
import type { ScalarName } from '../sdl/scalar-models.js';
import { isObject, type JsonObject, listAt, objectAt, ownValue, textAt, textsAt } from './json-node.js';
import type { Located, References } from './references.js';
import { scalarOf } from './scalars.js';
import { hasEnum, impliedType, isNullable, typesOf } from './schema-keywords.js';

/** Keywords that change what a schema allows in ways that its type shows. */
const structuralKeywords = ['properties', 'items', 'enum', 'allOf', 'oneOf', 'anyOf'];

/** What GraphQL can say of a JSON Schema. */
export type Shape = { readonly nullable: boolean; readonly description?: string | undefined } & ShapeKind;

type ShapeKind =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly at: Located }
  | { readonly kind: 'list'; readonly item: Located; readonly at: Located }
  | ObjectShape
  /** Anything: a JSON scalar. `reason` is undefined where the schema itself says no more. */
  | { readonly kind: 'json'; readonly reason: string | undefined };

export interface ObjectShape {
  readonly kind: 'object';
  /** Set for a choice that a discriminator tells apart: each alternative by the values that mean it. */
  readonly choice?: ShapeChoice | undefined;
  /** The schema it comes from: equal `value`s are one type. */
  readonly at: Located;
  readonly properties: ReadonlyMap<string, PropertyShape>;
  /** What of the schema the properties do not say. */
  readonly losses: readonly string[];
}

/** Spec: OpenAPI, discriminator object. */
export interface ShapeChoice {
  readonly property: string;
  readonly cases: ReadonlyArray<{ readonly value: string; readonly schema: Located }>;
  /** What it is when the property is absent, or says something else; undefined: none of the cases then. */
  readonly otherwise: Located | undefined;
}

export interface PropertyShape {
  readonly schema: Located;
  readonly required: boolean;
}

/** Reads the shapes of schemas. One for each import: shapes are kept. */
export class SchemaShapes {
  readonly references: References;
  readonly #known = new Map<unknown, Shape>();
  readonly #openSchemas = new Set<unknown>();
  readonly #subtypes: (base: Located) => readonly Located[];
  readonly #siblingsCount: boolean;
  readonly #guard = new DepthGuard();
  readonly #combined = new Map<unknown, JsonObject>();

  /**
   * @param subtypes Schemas that say `allOf` of a base with a discriminator.
   * @param siblingsCount Whether what stands beside a `$ref` counts, as it does from OpenAPI 3.1 on.
   */
  constructor(references: References, subtypes: (base: Located) => readonly Located[], siblingsCount = true) {
    this.references = references;
    this.#subtypes = subtypes;
    this.#siblingsCount = siblingsCount;
  }

  /** The shape of a schema, references followed. */
  of(schema: Located): Shape {
    const at = this.references.resolve(this.#withSiblings(schema));
    const known = this.#known.get(at.value);
    if (known !== undefined && isObject(at.value)) return known;
    // A schema that is an `allOf` or `oneOf` of itself has no shape at all.
    if (this.#openSchemas.has(at.value)) return { kind: 'json', nullable: true, reason: 'it is defined by itself' };
    this.#openSchemas.add(at.value);
    try {
      const shape = this.#guard.step(() => this.#read(at));
      if (isObject(at.value)) this.#known.set(at.value, shape);
      return shape;
    } finally {
      this.#openSchemas.delete(at.value);
    }
  }

  /** A reference that says more than where it leads is one of several schemas that all hold. */
  #withSiblings(schema: Located): Located {
    const { value } = schema;
    if (!this.#siblingsCount || !isObject(value) || !Object.hasOwn(value, '$ref')) return schema;
    if (!structuralKeywords.some((key) => Object.hasOwn(value, key))) return schema;
    const { $ref, ...rest } = value;
    const combined = this.#combined.get(value) ?? { ...rest, allOf: [{ $ref }, ...listAt(value, 'allOf')] };
    this.#combined.set(value, combined);
    return { ...schema, value: combined };
  }

  #read(at: Located): Shape {
    const node = at.value;
    if (!isObject(node)) return { kind: 'json', nullable: true, reason: undefined };
    const description = textAt(node, 'description') ?? textAt(node, 'title');
    const shape = this.#readKind(at, node);
    const nullable = shape.nullable || isNullable(node);
    return { ...shape, nullable, ...(description === undefined ? {} : { description }) };
  }

  #readKind(at: Located, node: JsonObject): Shape {
    const alias = this.#aliasOf(at, node);
    if (alias !== undefined) return this.of(alias);
    const choice = this.#choiceOf(at, node);
    if (choice !== undefined) return choice;
    const types = typesOf(node);
    if (types.length > 1) return this.#mixed(types, node);
    const [type] = types;
    if (hasEnum(node) && (type === undefined || type === 'string')) return enumShape(at, node);
    switch (type ?? impliedType(node)) {
      case 'object':
        return this.#object(at, node);
      case 'array':
        return { kind: 'list', nullable: false, item: this.#itemOf(at), at };
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean':
        return { kind: 'scalar', nullable: false, scalar: scalarOf(type ?? impliedType(node) ?? 'string', node) };
      case 'file':
        return { kind: 'json', nullable: false, reason: 'it is a file' };
      default:
        return { kind: 'json', nullable: true, reason: undefined };
    }
  }

  /** The schema that another one only wraps, to say more about it: `allOf: [{ $ref }]` and the like. */
  #aliasOf(at: Located, node: JsonObject): Located | undefined {
    for (const key of ['allOf', 'oneOf', 'anyOf']) {
      const members = this.#membersOf(at, node, key);
      const others = ['properties', 'items', 'allOf', 'oneOf', 'anyOf', 'enum'].filter((name) => name !== key);
      if (members.length === 1 && !others.some((name) => Object.hasOwn(node, name))) return members[0];
    }
    return undefined;
  }

  /** Members of a combination that say something: not `{ type: null }`, not mere rules about required keys. */
  #membersOf(at: Located, node: JsonObject, key: string): readonly Located[] {
    return listAt(node, key)
      .map((value): Located => ({ value, document: at.document }))
      .filter((member) => {
        const { value } = this.references.resolve(member);
        if (!isObject(value) || ownValue(value, 'type') === 'null') return false;
        return Object.keys(value).some((name) => !['required', 'description', 'not', 'if', 'nullable'].includes(name));
      });
  }

  #itemOf(at: Located): Located {
    const items = ownValue(at.value, 'items');
    return { value: Array.isArray(items) ? {} : (items ?? {}), document: at.document };
  }

  #mixed(types: readonly string[], node: JsonObject): Shape {
    if (types.every((type) => type === 'integer' || type === 'number')) {
      return { kind: 'scalar', nullable: false, scalar: scalarOf('number', node) };
    }
    return { kind: 'json', nullable: false, reason: `it is one of ${types.join(', ')}` };
  }

  /** `oneOf` and `anyOf` of several: one scalar when all are, one merged object when all are objects, else JSON. */
  #choiceOf(at: Located, node: JsonObject): Shape | undefined {
    const members = ['oneOf', 'anyOf'].flatMap((key) => this.#membersOf(at, node, key));
    if (members.length < 2) return undefined;
    const shapes = members.map((member) => this.of(member));
    const nullable = shapes.some((shape) => shape.nullable);
    if (shapes.every((shape) => shape.kind === 'object'))
      return { ...this.#object(at, node), nullable, ...this.#discriminated(at, node, members) };
    if (shapes.every((shape) => shape.kind === 'enum' || (shape.kind === 'scalar' && shape.scalar === 'String'))) {
      const open = shapes.some((shape) => shape.kind === 'scalar');
      const values = shapes.flatMap((shape) => (shape.kind === 'enum' ? shape.values : []));
      if (open) return { kind: 'scalar', nullable, scalar: 'String' };
      return { kind: 'enum', nullable, values: [...new Set(values)], at };
    }
    const scalars = new Set(shapes.map((shape) => (shape.kind === 'scalar' ? shape.scalar : undefined)));
    const [scalar] = scalars;
    if (scalars.size === 1 && scalar !== undefined) return { kind: 'scalar', nullable, scalar };
    const kinds = [...new Set(shapes.map((shape) => (shape.kind === 'scalar' ? shape.scalar : shape.kind)))];
    return { kind: 'json', nullable, reason: `it is a choice of different kinds (${kinds.join(', ')})` };
  }

  /** Undefined when there is no discriminator, or something besides the alternatives. */
  #discriminated(at: Located, node: JsonObject, members: readonly Located[]): { choice?: ShapeChoice } {
    const discriminator = objectAt(node, 'discriminator');
    const property = textAt(discriminator, 'propertyName');
    if (property === undefined || ['properties', 'allOf'].some((key) => Object.hasOwn(node, key))) return {};
    const mapping = Object.entries(objectAt(discriminator, 'mapping') ?? {});
    const otherwise = this.#defaultOf(at, discriminator, members);
    const cases = members.flatMap((member) => {
      const { name, value: target } = this.references.resolve(member);
      const shape = this.of(member);
      if (member === otherwise) return [];
      if (name === undefined || shape.kind !== 'object' || !shape.properties.has(property)) return [];
      const values = mapping.filter(([, to]) => this.#mapsTo(at, String(to), target, name)).map(([value]) => value);
      const written = values.length > 0 ? values : this.#valuesOf(shape, property);
      return (written.length > 0 ? written : [name]).map((value) => ({ value, schema: member }));
    });
    const covered = new Set([...cases.map(({ schema }) => schema), otherwise]);
    return members.every((member) => covered.has(member)) ? { choice: { property, cases, otherwise } } : {};
  }

  /** Spec: OpenAPI 3.2, `defaultMapping`. */
  #defaultOf(at: Located, discriminator: JsonObject | undefined, members: readonly Located[]): Located | undefined {
    const to = textAt(discriminator, 'defaultMapping');
    return members.find((member) => {
      const { name, value } = this.references.resolve(member);
      return to !== undefined && name !== undefined && this.#mapsTo(at, to, value, name);
    });
  }

  /** What the alternative itself allows: many documents leave the mapping out and mean this, not the schema's name. */
  #valuesOf({ properties }: ObjectShape, property: string): readonly string[] {
    const schema = properties.get(property)?.schema;
    const places = schema === undefined ? [] : [schema.value, this.references.resolve(schema).value];
    const value = places.map((place) => ownValue(place, 'const')).find((found) => typeof found === 'string');
    if (typeof value === 'string') return [value];
    const shape = schema === undefined ? undefined : this.of(schema);
    return shape?.kind === 'enum' ? shape.values : [];
  }

  /** A mapping names a schema, or refers to it. */
  #mapsTo(at: Located, to: string, target: unknown, name: string): boolean {
    if (!/[#/.]/.test(to)) return to === name;
    return this.references.resolve({ value: { $ref: to }, document: at.document }).value === target;
  }

  #object(at: Located, node: JsonObject): Shape {
    const collected: Collected = { properties: new Map(), losses: new Set(), seen: new Set() };
    this.#collect(at, node, collected);
    if (collected.properties.size === 0) {
      const reason = ownValue(node, 'additionalProperties') === undefined ? undefined : 'it is a map with free keys';
      return { kind: 'json', nullable: false, reason };
    }
    const { properties, losses } = collected;
    return { kind: 'object', nullable: false, at, properties, losses: [...losses] };
  }

  #collect(at: Located, node: JsonObject, into: Collected): void {
    if (into.seen.has(node)) return;
    into.seen.add(node);
    for (const member of listAt(node, 'allOf')) this.#collectMember({ value: member, document: at.document }, into);
    const required = new Set(textsAt(node, 'required'));
    for (const [name, value] of Object.entries(objectAt(node, 'properties') ?? {})) {
      const isRequired = required.has(name) || (into.properties.get(name)?.required ?? false);
      into.properties.set(name, { schema: { value, document: at.document }, required: isRequired });
    }
    // "required" may be about a property of another member.
    for (const name of required) {
      const property = into.properties.get(name);
      if (property !== undefined) into.properties.set(name, { ...property, required: true });
    }
    this.#collectChoices(at, node, into);
    const rest = ownValue(node, 'additionalProperties');
    if (isObject(rest) || (rest === true && Object.hasOwn(node, 'properties'))) {
      into.losses.add('keys beside its properties are not given');
    }
  }

  #collectMember(member: Located, into: Collected): void {
    const at = this.references.resolve(member);
    const { value } = at;
    if (isObject(value)) this.#guard.step(() => this.#collect(at, value, into));
  }

  /** Each alternative is a layer of its own: what only some of them have may be absent. */
  #collectChoices(at: Located, node: JsonObject, into: Collected): void {
    const choices = ['oneOf', 'anyOf'].flatMap((key) => this.#membersOf(at, node, key));
    const subtypes = isObject(ownValue(node, 'discriminator')) && choices.length === 0 ? this.#subtypes(at) : [];
    const alternatives = [...choices, ...subtypes];
    if (alternatives.length === 0) return;
    const layers = alternatives.map((alternative) => {
      const layer: Collected = { properties: new Map(), losses: into.losses, seen: new Set(into.seen) };
      this.#collectMember(alternative, layer);
      return layer.properties;
    });
    const names = alternatives.map((one, index) => this.references.resolve(one).name ?? `alternative ${index + 1}`);
    into.losses.add(`${names.join(', ')} are merged into one type`);
    for (const name of new Set(layers.flatMap((layer) => [...layer.keys()]))) {
      if (into.properties.has(name)) continue;
      into.properties.set(
        name,
        this.#mergeProperty(
          layers.map((layer) => layer.get(name)),
          subtypes.length > 0,
        ),
      );
    }
  }

  #mergeProperty(found: ReadonlyArray<PropertyShape | undefined>, optional: boolean): PropertyShape {
    const given = found.filter((property) => property !== undefined);
    const [first] = given;
    const required = !optional && given.length === found.length && given.every((property) => property.required);
    const values = new Set(given.map((property) => this.#signature(property.schema)));
    if (first === undefined || values.size > 1) {
      const value = { description: 'Its type depends on which alternative it is.' };
      return { schema: { value, document: first?.schema.document ?? '' }, required };
    }
    return { ...first, required };
  }

  /** Equal for schemas that become the same type of GraphQL. */
  #signature(schema: Located): unknown {
    const { value } = this.references.resolve(schema);
    const shape = this.of(schema);
    if (shape.kind === 'scalar') return shape.scalar;
    if (shape.kind === 'enum') return shape.values.join('\n');
    if (shape.kind === 'list') return `[${String(this.#signatureOfItem(shape.item))}]`;
    return value;
  }

  #signatureOfItem(item: Located): unknown {
    const shape = this.of(item);
    return shape.kind === 'scalar' ? shape.scalar : JSON.stringify(item.value);
  }
}

interface Collected {
  readonly properties: Map<string, PropertyShape>;
  readonly losses: Set<string>;
  readonly seen: Set<unknown>;
}

function enumShape(at: Located, node: JsonObject): Shape {
  return { kind: 'enum', nullable: false, values: [...new Set(textsAt(node, 'enum'))], at };
}
