import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLUnionType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { renameKey } from '../../planner/isolate-names.js';
import type { Renames } from '../../planner/types.js';
import type { TypedFields } from '../../supergraph/typed-fields.js';
import type { SourceObject } from '../source.js';
import { type CollectContext, collectFields, dependsOnType } from './collect-fields.js';
import type { CompletionRun, WriteValue } from './completion.js';
import { introspectionWriter } from './introspection.js';
import { leafWriter } from './write-leaf.js';
import type { WrittenData } from './written-data.js';

const openBrace = '{'.charCodeAt(0);
const closeBrace = '}'.charCodeAt(0);
const openBracket = '['.charCodeAt(0);
const closeBracket = ']'.charCodeAt(0);
const nullText = Buffer.from('null');

/** What a completion is compiled from. */
export interface CompletionInput {
  /** The client's schema: its types and nullability decide what the answer looks like. */
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly renames: Renames;
  /** Fields that are answered null, with an error, since the caller may not see them. Nodes of the document. */
  readonly denied?: ReadonlySet<FieldNode> | undefined;
  /** See `Supergraph.typedFields`; none when left out. */
  readonly typedFields?: TypedFields | undefined;
}

/** Writes the answer's `data` in the order of the operation's fields, with nulls propagated, as far as up to the root. */
export type Complete = (data: SourceObject, run: CompletionRun) => WrittenData;

interface CompileContext extends CollectContext {
  readonly renames: Renames;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly denied?: ReadonlySet<FieldNode> | undefined;
}

/** Writes one field of an object. */
interface FieldWriter {
  /** Where the value stands in the data. */
  readonly key: string;
  readonly responseName: string;
  /** `"name":`, with a comma before it unless it is the first. */
  readonly prefix: Uint8Array;
  /** Of a value that may be missing or null; false when the object itself has to be null. */
  readonly write: WriteValue;
}

/**
 * Compiles value completion for one operation.
 *
 * Spec: GraphQL specification, sections "Value Completion" and "Handling Execution Errors".
 */
export function compileCompletion(input: CompletionInput): Complete {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of input.document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const context: CompileContext = { ...input, fragments };
  const rootType = input.schema.getRootType(input.operation.operation);
  if (rootType === undefined || rootType === null) {
    throw new TypeError(`The schema has no root type for "${input.operation.operation}"`);
  }
  const write = objectWriter(context, rootType, [input.operation.selectionSet]);
  // Answers to one operation tend to be of one size.
  let expectedBytes = 0;
  return (data, run) => {
    run.writer.begin({ expectedBytes, isPlain: run.isPlain });
    const start = run.writer.position;
    if (!write(data, 0, run)) {
      writeNull(start, run);
    }
    const written = run.writer.end();
    expectedBytes = written.response.length;
    return written;
  };
}

/** Writes null in the place of what was written from a position on. */
function writeNull(start: number, run: CompletionRun): void {
  if (run.writer.position !== start) {
    run.takeBack(start);
  }
  run.writer.raw(nullText);
}

/**
 * An interface stands for an object whose type no source has told: one that came from an `@interfaceObject` when nothing
 * that was asked for depends on the type.
 */
type CompositeType = GraphQLObjectType | GraphQLInterfaceType;

function objectWriter(
  context: CompileContext,
  type: CompositeType,
  selectionSets: readonly SelectionSetNode[],
): WriteValue {
  let fields: readonly FieldWriter[] | undefined;
  return (value, depth, run) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      run.fail(depth, `Expected an object for type "${type.name}"`);
      return false;
    }
    fields ??= compileFields(context, type, selectionSets);
    const { writer, path } = run;
    writer.character(openBrace);
    for (const field of fields) {
      path[depth] = field.responseName;
      writer.raw(field.prefix);
      if (!field.write((value as SourceObject)[field.key], depth + 1, run)) {
        return false;
      }
    }
    writer.character(closeBrace);
    return true;
  };
}

function compileFields(
  context: CompileContext,
  type: CompositeType,
  selectionSets: readonly SelectionSetNode[],
): readonly FieldWriter[] {
  const fields: FieldWriter[] = [];
  for (const [responseName, nodes] of collectFields(context, type, selectionSets)) {
    const [node] = nodes;
    if (node === undefined) {
      continue;
    }
    fields.push({
      key: context.renames.toInternal.get(renameKey(node)) ?? responseName,
      responseName,
      prefix: Buffer.from(`${fields.length === 0 ? '' : ','}${JSON.stringify(responseName)}:`),
      write: fieldWriter(context, type, nodes, node),
    });
  }
  return fields;
}

function fieldWriter(
  context: CompileContext,
  parentType: CompositeType,
  nodes: readonly FieldNode[],
  node: FieldNode,
): FieldWriter['write'] {
  const name = node.name.value;
  if (name === '__typename') {
    return constantWriter(JSON.stringify(parentType.name));
  }
  if (name === '__schema' || name === '__type') {
    return introspectionWriter({ ...context, fields: nodes });
  }
  const field = parentType.getFields()[name];
  if (field === undefined) {
    // Validation has refused such operations; a fragment on a type of another version could bring one here.
    return constantWriter('null');
  }
  if (context.denied !== undefined && nodes.some((one) => context.denied?.has(one))) {
    return deniedWriter(field.type);
  }
  const selectionSets = nodes.flatMap((one) => (one.selectionSet === undefined ? [] : [one.selectionSet]));
  return typeWriter(context, field.type, selectionSets, `${parentType.name}.${name}`);
}

/** Writes null for a field, whatever it was selected for, when any of its selections is denied. */
function deniedWriter(type: GraphQLOutputType): WriteValue {
  const mayBeNull = !isNonNullType(type);
  return (_value, depth, run) => {
    run.deny(depth);
    run.writer.raw(nullText);
    return mayBeNull;
  };
}

function constantWriter(json: string): WriteValue {
  const text = Buffer.from(json);
  return (_value, _depth, run) => {
    run.writer.raw(text);
    return true;
  };
}

/** A writer for a possibly null value of a type. */
function typeWriter(
  context: CompileContext,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
): WriteValue {
  if (isNonNullType(type)) {
    const write = valueWriter(context, type.ofType, selectionSets, coordinate);
    return (value, depth, run) => {
      if (value === undefined || value === null) {
        run.failUnlessCovered(depth, `Cannot return null for non-nullable field ${coordinate}.`);
        return false;
      }
      return write(value, depth, run);
    };
  }
  const write = valueWriter(context, type, selectionSets, coordinate);
  return (value, depth, run) => {
    const start = run.writer.position;
    if (value === undefined || value === null || !write(value, depth, run)) {
      writeNull(start, run);
    }
    return true;
  };
}

function valueWriter(
  context: CompileContext,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
): WriteValue {
  if (isLeafType(type)) {
    return leafWriter(type);
  }
  const write = compositeWriter(context, type, selectionSets, coordinate);
  return (value, depth, run) => run.writeComposite(write, value, depth);
}

function compositeWriter(
  context: CompileContext,
  type: GraphQLList<GraphQLOutputType> | GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
): WriteValue {
  if (isListType(type)) {
    return listWriter(typeWriter(context, type.ofType, selectionSets, coordinate), coordinate);
  }
  if (isObjectType(type)) {
    return objectWriter(context, type, selectionSets);
  }
  return abstractWriter(context, type, selectionSets, coordinate);
}

function listWriter(writeItem: WriteValue, coordinate: string): WriteValue {
  return (value, depth, run) => {
    if (!Array.isArray(value)) {
      run.fail(depth, `Expected a list for field "${coordinate}"`);
      return false;
    }
    const { writer, path } = run;
    writer.character(openBracket);
    for (let i = 0; i < value.length; i++) {
      path[depth] = i;
      if (i > 0) {
        writer.comma();
      }
      if (!writeItem(value[i], depth + 1, run)) {
        return false;
      }
    }
    writer.character(closeBracket);
    return true;
  };
}

function abstractWriter(
  context: CompileContext,
  declaredType: GraphQLInterfaceType | GraphQLUnionType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
): WriteValue {
  const writers = new Map<unknown, WriteValue>();
  return (value, depth, run) => {
    const typeName = typeof value === 'object' && value !== null ? (value as SourceObject)['__typename'] : undefined;
    let write = writers.get(typeName);
    if (write === undefined) {
      // No type name was fetched where nothing depends on it; the declared interface then says all there is to know.
      const type = typeof typeName === 'string' ? context.schema.getType(typeName) : declaredType;
      if (!isObjectType(type) && (!isInterfaceType(type) || dependsOnType(context, type, selectionSets))) {
        // A source's mistake, or it does not know the entity, or this graph hides the type: no name is for the client.
        run.failUnlessCovered(depth, `Cannot tell the type of the object for field "${coordinate}"`);
        return false;
      }
      write = objectWriter(context, type, selectionSets);
      writers.set(typeName, write);
    }
    return write(value, depth, run);
  };
}
