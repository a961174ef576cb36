import {
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type CollectContext, collectFields } from '../../executor/completion/collect-fields.js';
import type { StaticOperation } from '../../executor/static-responses.js';

/** Most problems that are reported of one static response. */
const MAX_PROBLEMS = 20;

/** What is to fit what. */
export interface CheckedData extends Pick<StaticOperation, 'document' | 'operation'> {
  readonly schema: GraphQLSchema;
  readonly data: unknown;
}

/**
 * Whether data is an answer to an operation: each field is there under the name that the operation gives it, whatever its
 * `@skip` and `@include` say, has a value of its type, and nothing else is there. An object of an interface or a union has
 * a `__typename`.
 *
 * @returns What is wrong, with the place, such as `home.items[0].title is missing`; at most 20.
 */
export function checkStaticData({ schema, document, operation, data }: CheckedData): readonly string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const root = schema.getRootType(operation.operation);
  const checking: Checking = { schema, fragments, problems: [] };
  if (root) {
    checkValue(checking, { value: data, type: root, selections: [operation.selectionSet], path: '' });
  }
  return checking.problems.slice(0, MAX_PROBLEMS);
}

interface Checking extends CollectContext {
  /** Added to. */
  readonly problems: string[];
}

interface Place {
  readonly value: unknown;
  readonly type: GraphQLOutputType;
  readonly selections: readonly SelectionSetNode[];
  /** Empty at the root. */
  readonly path: string;
}

function checkValue(checking: Checking, place: Place): void {
  const { value, type, selections, path } = place;
  const report = (what: string): void => void checking.problems.push(`${path === '' ? 'The data' : path} ${what}`);
  if (checking.problems.length >= MAX_PROBLEMS) {
    return;
  }
  if (value === undefined) {
    report('is missing');
  } else if (isNonNullType(type)) {
    if (value === null) {
      report(`is null, and has the type ${type}`);
    } else {
      checkValue(checking, { ...place, type: type.ofType });
    }
  } else if (value === null) {
    return;
  } else if (isListType(type)) {
    if (!Array.isArray(value)) {
      report(`is no list, and has the type ${type}`);
      return;
    }
    for (const [index, item] of value.entries()) {
      checkValue(checking, { value: item, type: type.ofType, selections, path: `${path}[${index}]` });
    }
  } else if (isLeafType(type)) {
    const fault = isEnumType(type)
      ? type.getValues().some(({ name }) => name === value)
        ? undefined
        : `is none of the values of ${type}`
      : faultOfScalar(() => type.serialize(value));
    if (fault !== undefined) {
      report(fault);
    }
  } else if (typeof value !== 'object' || Array.isArray(value)) {
    report(`is no object, and has the type ${type}`);
  } else {
    checkObject(checking, { ...place, type, value: value as Readonly<Record<string, unknown>> }, report);
  }
}

function faultOfScalar(serialize: () => unknown): string | undefined {
  try {
    serialize();
    return undefined;
  } catch (error) {
    return `cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

interface ObjectPlace extends Place {
  readonly value: Readonly<Record<string, unknown>>;
}

function checkObject(
  checking: Checking,
  { value, type, selections, path }: ObjectPlace,
  report: (what: string) => void,
): void {
  const concrete = isAbstractType(type) ? concreteType(checking.schema, type, value['__typename']) : type;
  if (!isObjectType(concrete)) {
    const names = isAbstractType(type) ? checking.schema.getPossibleTypes(type).map(({ name }) => name) : [];
    report(`has no "__typename" that is one of ${names.join(', ')}`);
    return;
  }
  const fields = collectFields(checking, concrete, selections);
  for (const [name, nodes] of fields) {
    const field = concrete.getFields()[nodes[0]?.name.value ?? ''];
    if (field !== undefined) {
      checkValue(checking, {
        // A name that the file gives, which may be that of something that every object has.
        value: Object.hasOwn(value, name) ? value[name] : undefined,
        type: field.type,
        selections: nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet])),
        path: path === '' ? name : `${path}.${name}`,
      });
    }
  }
  for (const name of Object.keys(value)) {
    if (!fields.has(name) && name !== '__typename') {
      report(`has ${JSON.stringify(name)}, which the operation does not select`);
    }
  }
}

function concreteType(schema: GraphQLSchema, type: GraphQLAbstractType, name: unknown) {
  return schema.getPossibleTypes(type).find((possible) => possible.name === name);
}
