import type { NoteCollector } from '../collect-notes.js';
import { DepthGuard } from '../depth-guard.js';
import { nameKeys, singular, toPascalCase } from '../sdl/names.js';
import type { OutputField, OutputObject, OutputType } from '../sdl/output-object.js';
import type { FieldModel, ObjectModel } from '../sdl/subgraph-model.js';
import type { TypeRegistry } from '../sdl/type-registry.js';
import { ownValue, textAt } from './json-node.js';
import type { Located } from './references.js';
import type { ObjectShape, PropertyShape, SchemaShapes, Shape } from './schema-shape.js';

/**
 * Makes object types of schemas that describe answers.
 *
 * A selection cannot follow data that nests without an end, so where a type leads back to itself the field is a JSON
 * scalar, and listed.
 */
export class OutputTypes {
  readonly #shapes: SchemaShapes;
  readonly #registry: TypeRegistry;
  readonly #notes: NoteCollector;
  readonly #objects = new Map<unknown, OutputObject>();
  /** Those whose fields are being made: leading back to one of them is a circle. */
  readonly #open = new Set<unknown>();
  readonly #guard = new DepthGuard();

  constructor(shapes: SchemaShapes, registry: TypeRegistry, notes: NoteCollector) {
    this.#shapes = shapes;
    this.#registry = registry;
    this.#notes = notes;
  }

  /** @param hint Name for a type that has none. @param subject What notes name: `Pet.owner`. */
  typeOf(schema: Located, hint: string, subject: string): OutputType {
    return this.#guard.step(() => this.#typeOf(schema, hint, subject));
  }

  #typeOf(schema: Located, hint: string, subject: string): OutputType {
    const shape = this.#shapes.of(schema);
    const leaf = (typeName: string): OutputType => ({
      type: typeName,
      typeName,
      nullable: shape.nullable,
      object: undefined,
      isList: false,
    });
    switch (shape.kind) {
      case 'scalar':
        return leaf(this.#registry.useScalar(shape.scalar));
      case 'enum':
        return leaf(this.#registry.useEnum(shape.values, shape.at, hint, shape.description));
      case 'json':
        if (shape.reason !== undefined) this.#notes.add('changed', subject, `${shape.reason}, so it is a JSON scalar`);
        return leaf(this.#registry.useScalar('JSON'));
      case 'list': {
        if (this.#open.has(shape.at.value)) return this.#circle(shape.at.name ?? hint, shape.nullable, subject);
        this.#open.add(shape.at.value);
        const item = this.typeOf(shape.item, singular(hint), subject);
        this.#open.delete(shape.at.value);
        // An item of a kind that the document does not know is null, and the others stay.
        const isOpen = item.nullable || mayBeNone(item);
        const type = `[${item.type}${isOpen ? '' : '!'}]`;
        return { ...item, type, nullable: shape.nullable, isList: true };
      }
      case 'object':
        return this.#objectType(shape, shape, hint, subject);
    }
  }

  #objectType(shape: ObjectShape, { nullable, description }: Shape, hint: string, subject: string): OutputType {
    if (this.#open.has(shape.at.value)) return this.#circle(shape.at.name ?? hint, nullable, subject);
    const object =
      this.#objects.get(shape.at.value) ??
      this.#createUnion(shape, description, hint) ??
      this.#createObject(shape, description, hint);
    const { name } = object.model;
    return { type: name, typeName: name, nullable, object, isList: false };
  }

  #circle(name: string, nullable: boolean, subject: string): OutputType {
    const reason = `${name} holds itself here, which no selection can follow to the end, so it is a JSON scalar`;
    this.#notes.add('changed', subject, reason);
    const typeName = this.#registry.useScalar('JSON');
    return { type: typeName, typeName, nullable, object: undefined, isList: false };
  }

  /** Each alternative a type of its own; undefined where one leads back here, or is no plain object. */
  #createUnion(shape: ObjectShape, description: string | undefined, hint: string): OutputObject | undefined {
    const { choice } = shape;
    if (choice === undefined) return undefined;
    this.#open.add(shape.at.value);
    const plain = (schema: Located, name: string): OutputObject | undefined => {
      const { object } = this.typeOf(schema, `${hint}${toPascalCase(name)}`, hint);
      return object?.choice === undefined ? object : undefined;
    };
    const cases = choice.cases.flatMap(({ value, schema }) => {
      const object = plain(schema, value);
      return object === undefined ? [] : [{ value, object }];
    });
    const otherwise = choice.otherwise === undefined ? undefined : plain(choice.otherwise, 'Other');
    this.#open.delete(shape.at.value);
    if (cases.length < choice.cases.length || (choice.otherwise !== undefined && otherwise === undefined))
      return undefined;
    const objects = [
      ...new Set([...cases.map(({ object }) => object), ...(otherwise === undefined ? [] : [otherwise])]),
    ];
    const name = this.#registry.nameFor(shape.at, hint);
    this.#registry.add({ kind: 'union', name, description, members: objects.map(({ model }) => model.name) });
    const union: OutputObject = {
      model: { kind: 'type', name, directives: [], fields: [] },
      fields: [],
      choice: { key: choice.property, cases, otherwise },
      size: cases.reduce((size, { object }) => size + object.size, 1 + (otherwise?.size ?? 0)),
      depth: 2 + Math.max(...objects.map(({ depth }) => depth)),
      isEntity: false,
    };
    this.#objects.set(shape.at.value, union);
    return union;
  }

  #createObject(shape: ObjectShape, description: string | undefined, hint: string): OutputObject {
    const name = this.#registry.nameFor(shape.at, hint);
    const model: ObjectModel = { kind: 'type', name, description, directives: [], fields: [] };
    const object: OutputObject = { model, fields: [], size: 1, depth: 1, isEntity: false };
    this.#objects.set(shape.at.value, object);
    this.#open.add(shape.at.value);
    this.#registry.add(model);
    for (const loss of shape.losses) this.#notes.add('changed', name, loss);
    const names = nameKeys(shape.properties.keys());
    for (const [key, property] of shape.properties) {
      if (ownValue(this.#shapes.references.resolve(property.schema).value, 'writeOnly') === true) continue;
      const field = this.#createField({ key, property, name: names.get(key) ?? key, parent: name });
      model.fields.push(field.model);
      object.fields.push(field);
      object.size += field.object?.size ?? 1;
      object.depth = Math.max(object.depth, 1 + (field.object?.depth ?? 0));
    }
    this.#open.delete(shape.at.value);
    return object;
  }

  #createField(from: {
    readonly key: string;
    readonly property: PropertyShape;
    readonly name: string;
    readonly parent: string;
  }): OutputField {
    const { key, property, name, parent } = from;
    const made = this.typeOf(property.schema, `${parent}${toPascalCase(key)}`, `${parent}.${name}`);
    const node = this.#shapes.references.resolve(property.schema).value;
    const isSure = property.required && !made.nullable && !mayBeNone(made);
    const model: FieldModel = {
      name,
      // What is said beside a reference is about this property, what is said at its target about the type.
      description:
        textAt(property.schema.value, 'description') ??
        (made.object === undefined ? textAt(node, 'description') : undefined),
      type: isSure ? `${made.type}!` : made.type,
      typeName: made.typeName,
      directives: ownValue(node, 'deprecated') === true ? [{ name: 'deprecated', args: {} }] : [],
    };
    return { model, key, required: property.required, object: made.object };
  }
}

/** An object of a kind that the document does not know is null. */
function mayBeNone({ object }: OutputType): boolean {
  return object?.choice !== undefined && object.choice.otherwise === undefined;
}
