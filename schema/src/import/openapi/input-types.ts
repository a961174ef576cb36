import type { NoteCollector } from '../collect-notes.js';
import { DepthGuard } from '../depth-guard.js';
import type { InputObject } from '../sdl/input-object.js';
import { isGraphqlName, nameKeys, singular, toFieldName, toPascalCase } from '../sdl/names.js';
import type { FieldModel, ObjectModel } from '../sdl/subgraph-model.js';
import type { TypeRegistry } from '../sdl/type-registry.js';
import { ownValue, textAt } from './json-node.js';
import type { Located } from './references.js';
import type { ObjectShape, PropertyShape, SchemaShapes, Shape } from './schema-shape.js';
import { unmappableObjects } from './unmappable-objects.js';

/** A type of arguments. */
export interface InputType {
  /** With list brackets, without the exclamation mark that a field may add. */
  readonly type: string;
  readonly typeName: string;
  readonly nullable: boolean;
  readonly object: InputObject | undefined;
  readonly isList: boolean;
  readonly shape: Shape;
}

/** Makes input types of schemas that describe what is sent. They may lead back to themselves, as GraphQL allows. */
export class InputTypes {
  readonly #shapes: SchemaShapes;
  readonly #registry: TypeRegistry;
  readonly #notes: NoteCollector;
  readonly #objects = new Map<unknown, InputObject>();
  readonly #open = new Set<unknown>();
  readonly #keptNames = new Set<unknown>();
  readonly #guard = new DepthGuard();

  constructor(shapes: SchemaShapes, registry: TypeRegistry, notes: NoteCollector) {
    this.#shapes = shapes;
    this.#registry = registry;
    this.#notes = notes;
  }

  /**
   * Has objects that no mapping can follow to their end, and what they hold, keep the keys of the document for names
   * wherever GraphQL takes them, so that nothing has to be translated. To be called with everything that is sent before
   * the first type is made.
   */
  keepNames(schemas: readonly Located[]): void {
    for (const value of unmappableObjects(this.#shapes, schemas)) this.#keptNames.add(value);
  }

  /** @param hint Name for a type that has none. @param subject What notes name. */
  typeOf(schema: Located, hint: string, subject: string): InputType {
    return this.#guard.step(() => this.#typeOf(schema, hint, subject));
  }

  #typeOf(schema: Located, hint: string, subject: string): InputType {
    const shape = this.#shapes.of(schema);
    const leaf = (typeName: string): InputType => ({
      type: typeName,
      typeName,
      nullable: shape.nullable,
      object: undefined,
      isList: false,
      shape,
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
        if (this.#open.has(shape.at.value)) {
          this.#notes.add('changed', subject, 'it is a list of itself, so it is a JSON scalar');
          return leaf(this.#registry.useScalar('JSON'));
        }
        this.#open.add(shape.at.value);
        const item = this.typeOf(shape.item, singular(hint), subject);
        this.#open.delete(shape.at.value);
        return {
          ...item,
          type: `[${item.type}${item.nullable ? '' : '!'}]`,
          nullable: shape.nullable,
          isList: true,
          shape,
        };
      }
      case 'object': {
        const object = this.#objects.get(shape.at.value) ?? this.#createObject(shape, shape, hint);
        if (object.model.fields.length === 0 && !this.#open.has(shape.at.value))
          return leaf(this.#registry.useScalar('JSON'));
        const { name } = object.model;
        return { type: name, typeName: name, nullable: shape.nullable, object, isList: false, shape };
      }
    }
  }

  #createObject(shape: ObjectShape, { description }: Shape, hint: string): InputObject {
    const name = this.#registry.nameFor(shape.at, hint, 'Input');
    const model: ObjectModel = { kind: 'input', name, description, directives: [], fields: [] };
    const object: InputObject = { model, fields: [] };
    this.#objects.set(shape.at.value, object);
    this.#open.add(shape.at.value);
    this.#registry.add(model);
    for (const loss of shape.losses) this.#notes.add('changed', name, loss);
    const isKept = this.#keptNames.has(shape.at.value);
    const names = nameKeys(shape.properties.keys(), isKept ? keptName : toFieldName);
    for (const [key, property] of shape.properties) {
      if (ownValue(this.#shapes.references.resolve(property.schema).value, 'readOnly') === true) continue;
      const made = this.#createField({ key, property, name: names.get(key) ?? key, parent: name });
      model.fields.push(made.field);
      // A null that a client sends is meant: JSON has one too.
      object.fields.push({ name: made.field.name, key, object: made.object, dropsNull: false });
    }
    this.#open.delete(shape.at.value);
    return object;
  }

  #createField(from: {
    readonly key: string;
    readonly property: PropertyShape;
    readonly name: string;
    readonly parent: string;
  }): { readonly field: FieldModel; readonly object: InputObject | undefined } {
    const { key, property, name, parent } = from;
    const made = this.typeOf(
      property.schema,
      `${parent.replace(/Input$/, '')}${toPascalCase(key)}`,
      `${parent}.${name}`,
    );
    const node = this.#shapes.references.resolve(property.schema).value;
    const target = made.shape.kind === 'object' ? made.shape.at.value : undefined;
    // GraphQL wants a way out of every circle of input types.
    const isCircle = target !== undefined && this.#open.has(target);
    const hasDefault = Object.hasOwn(Object(node), 'default');
    const isSure = property.required && !made.nullable && !isCircle && !hasDefault;
    const field: FieldModel = {
      name,
      description:
        textAt(property.schema.value, 'description') ??
        (made.object === undefined ? textAt(node, 'description') : undefined),
      type: isSure ? `${made.type}!` : made.type,
      typeName: made.typeName,
      directives: !isSure && ownValue(node, 'deprecated') === true ? [{ name: 'deprecated', args: {} }] : [],
    };
    return { field, object: made.object };
  }
}

function keptName(key: string): string {
  return isGraphqlName(key) ? key : toFieldName(key);
}
