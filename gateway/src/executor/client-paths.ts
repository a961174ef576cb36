import { type GraphQLSchema, isInterfaceType, Kind, type SelectionSetNode } from 'graphql';
import { renameKey } from '../planner/isolate-names.js';
import type { Renames } from '../planner/types.js';
import type { EvaluatedOperation } from './conditions.js';
import type { PathElement } from './execution-errors.js';
import type { PlanRequirements } from './plan-requirements.js';
import type { SourceObject } from './source.js';
import type { TypeTest } from './type-test.js';

/**
 * Turns a path of the data into a path of the client's answer: internal names become the client's, and the path ends
 * before the first name that the client did not ask for. Fields that a plan fetches for itself (keys, `@requires`) may
 * be hidden from the client; their names must not appear in errors.
 *
 * @returns Undefined for a field that the client asks for, or the plan needs, on objects of other types only. Where a
 *   source has all types of an interface as one `@interfaceObject`, plans fetch for all what they need of some.
 */
export type ClientPath = (path: readonly PathElement[], data: SourceObject) => PathElement[] | undefined;

/** What `createClientPath` needs. */
export interface ClientPathInput extends EvaluatedOperation {
  readonly schema: GraphQLSchema;
  readonly renames: Renames;
  readonly isOfType: TypeTest;
  /** Undefined where anything may be needed: context arguments are read from fields that no fetch sends as they are. */
  readonly requirements: PlanRequirements | undefined;
}

interface Shape {
  /** The client's name for it. */
  readonly responseName: string;
  readonly selectionSets: SelectionSetNode[];
  /** By the type name of the object; undefined: of any type. */
  readonly children: Map<unknown, ReadonlyMap<string, Shape>>;
}

/** Creates the translation for one operation. Costs nothing until the first error. */
export function createClientPath(input: ClientPathInput): ClientPath {
  const root = newShape('');
  root.selectionSets.push(input.operation.selectionSet);
  return (path, data) => {
    const translated: PathElement[] = [];
    let value: unknown = data;
    // What the client sees of the value; nothing below what is hidden from it.
    let shape: Shape | undefined = root;
    // What it sees of values of any type at this place.
    let anyShape: Shape | undefined = root;
    const requirements = input.requirements?.walk();
    for (const element of path) {
      const typeName = typeNameOf(value, input);
      const asked = shape === undefined ? [] : childrenOf(shape, typeName, input).keys();
      const required = requirements?.step(element, { typeName, asked }) ?? 'here';
      if (typeof element === 'string') {
        anyShape = anyShape && childrenOf(anyShape, undefined, input).get(element);
        shape = shape && childrenOf(shape, typeName, input).get(element);
        const isElsewhere = required === 'elsewhere' || (required === 'nowhere' && anyShape !== undefined);
        if (shape === undefined && isElsewhere) {
          return undefined;
        }
      }
      if (shape !== undefined) {
        translated.push(typeof element === 'string' ? shape.responseName : element);
      }
      value = typeof value === 'object' && value !== null ? (value as SourceObject)[element] : undefined;
    }
    return translated;
  };
}

function newShape(responseName: string): Shape {
  return { responseName, selectionSets: [], children: new Map() };
}

/** Undefined when it is not known: an `@interfaceObject` has the name of its interface. */
function typeNameOf(value: unknown, { schema }: ClientPathInput): unknown {
  const name = typeof value === 'object' && value !== null ? (value as SourceObject)['__typename'] : undefined;
  return typeof name === 'string' && isInterfaceType(schema.getType(name)) ? undefined : name;
}

/** By the names that they have in the data. An alias of `__typename` has none: it may be that of a hidden field. */
function childrenOf(shape: Shape, typeName: unknown, input: ClientPathInput): ReadonlyMap<string, Shape> {
  const known = shape.children.get(typeName);
  if (known !== undefined) {
    return known;
  }
  const { document, renames, isOfType } = input;
  const children = new Map<string, Shape>();
  const visited = new Set<string>();
  const applies = (condition: string | undefined) =>
    condition === undefined || typeName === undefined || isOfType(typeName, condition);
  const collect = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (!selection.name.value.startsWith('__')) {
          const responseName = selection.alias?.value ?? selection.name.value;
          const name = renames.toInternal.get(renameKey(selection)) ?? responseName;
          const child = children.get(name) ?? newShape(responseName);
          child.selectionSets.push(...(selection.selectionSet === undefined ? [] : [selection.selectionSet]));
          children.set(name, child);
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value)) {
          collect(selection.selectionSet);
        }
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        for (const definition of document.definitions) {
          const isIt = definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value;
          if (isIt && applies(definition.typeCondition.name.value)) {
            collect(definition.selectionSet);
          }
        }
      }
    }
  };
  shape.selectionSets.forEach(collect);
  shape.children.set(typeName, children);
  return children;
}
