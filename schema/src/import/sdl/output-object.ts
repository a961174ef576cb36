import type { Selected, SelectedField } from './selection-text.js';
import type { FieldModel, ObjectModel } from './subgraph-model.js';

/** A type of answers, and how it is selected from them. */
export interface OutputType {
  /** With list brackets, without the exclamation mark that a field may add. */
  readonly type: string;
  readonly typeName: string;
  readonly nullable: boolean;
  /** Set for an object or a list of objects. */
  readonly object: OutputObject | undefined;
  readonly isList: boolean;
}

/** An object type with what selections need to know. */
export interface OutputObject {
  readonly model: ObjectModel;
  readonly fields: OutputField[];
  /** Fields of it and all within it, as often as a selection of it names them. */
  size: number;
  /** Levels of braces. */
  depth: number;
  /** Set for a union: which of its types an object is. It has no fields of its own then. */
  readonly choice?: OutputChoice;
  /** Has a connector that fetches it by key. */
  isEntity: boolean;
}

/** How the types of a union are told apart. */
export interface OutputChoice {
  /** The key in the data whose value says it. */
  readonly key: string;
  readonly cases: ReadonlyArray<{ readonly value: string; readonly object: OutputObject }>;
  /** What an object is whose key is absent or has another value; undefined: an error. */
  readonly otherwise: OutputObject | undefined;
}

export interface OutputField {
  /** Its definition in the type. */
  readonly model: FieldModel;
  /** The key in the data. */
  readonly key: string;
  readonly required: boolean;
  readonly object: OutputObject | undefined;
}

/** Most fields that one selection names, and levels of braces: beyond, an answer is one JSON scalar. */
const maxSelectedFields = 2_000;
const maxSelectionDepth = 40;

/** What an object has too much of to be selected: `60 levels`; undefined when it can be. */
export function excessOf({ size, depth }: OutputObject): string | undefined {
  if (depth > maxSelectionDepth) return `${depth} levels`;
  return size > maxSelectedFields ? `${size} fields` : undefined;
}

/** The selection of an object with everything within it. */
export function selectAll(object: OutputObject): readonly Selected[] {
  if (object.choice !== undefined) {
    const { key, cases, otherwise } = object.choice;
    const branch = (one: OutputObject) => ({ typeName: one.model.name, fields: selectFields(one) });
    const branches = cases.map(({ value, object: one }) => ({ value, ...branch(one) }));
    return [{ kind: 'choice', key, branches, otherwise: otherwise === undefined ? undefined : branch(otherwise) }];
  }
  return selectFields(object);
}

function selectFields(object: OutputObject): readonly SelectedField[] {
  return object.fields.map((field) => ({
    kind: 'field',
    name: field.model.name,
    key: field.key,
    optional: !field.required,
    nullWhenAbsent: object.isEntity && !field.required,
    selection: field.object === undefined ? undefined : selectAll(field.object),
  }));
}
