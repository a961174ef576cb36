import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { mappedType } from '../compile-connectors.js';
import type { ConnectorDefinition, ConnectorProblem } from '../connector.js';
import type { ConnectorInputs } from '../connector-inputs.js';
import type { Expression, SelectionNode } from '../mapping/ast.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { didYouMean } from '../mapping/suggest.js';
import { visibleObjects } from '../mapping/visible-objects.js';
import { concreteTypes } from './concrete-types.js';
import { problemAt, type ValidationContext } from './reporter.js';

/** What selections give, gathered over all connectors of a subgraph. */
export interface GivenFields {
  /** `Type.field` of every field that some selection gives. */
  readonly coordinates: Set<string>;
  /** Types that some selection may give any field of, for its shape depends on the data. */
  readonly openTypes: Set<string>;
}

/** Most problems that one selection is told of: who has more has mistaken the type, and each is found by reading the text. */
const maxProblems = 100;

/**
 * Checks a selection against the type it is mapped to, as far as its shape follows from the text, and notes what it
 * gives.
 */
export function checkSelection(
  definition: ConnectorDefinition,
  inputs: ConnectorInputs,
  context: ValidationContext,
  given: GivenFields,
): ConnectorProblem[] {
  const text = String(definition.args['selection'] ?? '');
  const type = mappedType(definition, inputs, context.schema);
  if (type === undefined) return [];
  const { typeName, fieldName } = definition;
  const walk: Walk = {
    answers: fieldName === undefined ? undefined : `${typeName}.${fieldName}`,
    context,
    ancestors: [],
    given,
    problems: [],
    report(code, message, offset) {
      if (walk.problems.length >= maxProblems) return;
      const position = { argument: 'selection', text, offset };
      walk.problems.push(problemAt(definition, { code, message }, position));
    },
  };
  checkValue(parseMapping(text, definition.version).root, type, walk);
  return walk.problems;
}

interface Walk {
  /** The field that the connector stands on, which its arguments are for; undefined for one on a type. */
  readonly answers: string | undefined;
  readonly context: ValidationContext;
  /** The types around the value, the outermost first. */
  readonly ancestors: readonly string[];
  readonly given: GivenFields;
  readonly problems: ConnectorProblem[];
  report(code: string, message: string, offset: number): void;
}

function checkValue(value: Expression, type: GraphQLOutputType, walk: Walk): void {
  const named = getNamedType(type);
  const objects = visibleObjects(value);
  if (isCompositeType(named)) {
    if (objects === undefined) checkHidden(value, named, walk);
    for (const object of objects ?? []) {
      const types = isObjectType(named) ? [named] : concreteTypes(object, named, walk);
      checkFields(object, types, walk);
    }
    return;
  }
  const isJson = isLeafType(named) && !isEnumType(named) && !isSpecifiedScalarType(named);
  const [first] = objects ?? [];
  if (first === undefined || isJson) return;
  const message = `"${named.name}" is no object, so "{ … }" or a lone key cannot give it (a path such as $.key can)`;
  walk.report('GROUP_SELECTION_IS_NOT_OBJECT', message, first.range.start);
}

/** A value of which the text does not show all objects. */
function checkHidden(value: Expression, named: GraphQLCompositeType, walk: Walk): void {
  if (isPlain(value)) {
    const message = `"${named.name}" is an object: "{ … }" must say which of its fields come from where`;
    walk.report('GROUP_SELECTION_REQUIRED_FOR_OBJECT', message, value.range.start);
    return;
  }
  const { schema } = walk.context;
  const types = isObjectType(named) ? [named] : schema.getPossibleTypes(named);
  for (const type of types) walk.given.openTypes.add(type.name);
}

/** @param types What the object may be; a field has to be one of any of them. */
function checkFields(selection: SelectionNode, types: readonly GraphQLObjectType[], walk: Walk): void {
  for (const { key, value, range } of selection.fields) {
    if (key === undefined) {
      const merged = visibleObjects(value);
      if (merged === undefined) for (const type of types) walk.given.openTypes.add(type.name);
      for (const object of merged ?? []) checkFields(object, typesOf(object, types), walk);
      continue;
    }
    if (key === '__typename') continue;
    const owners = types.filter((type) => type.getFields()[key] !== undefined);
    const [owner] = owners;
    if (owner === undefined) {
      reportUnknown(key, types, { walk, offset: range.start });
      continue;
    }
    for (const type of owners) checkField(`${type.name}.${key}`, type, { key, offset: range.start, walk });
    checkNested(value, owner, { key, offset: range.start, walk });
  }
}

/** The branch of a `->match` that says what it is gives fields to that type only. */
function typesOf(object: SelectionNode, types: readonly GraphQLObjectType[]): readonly GraphQLObjectType[] {
  const name = object.fields.find(({ key }) => key === '__typename')?.value;
  const named = types.filter((type) => name?.kind === 'literal' && type.name === name.value);
  return named.length === 0 ? types : named;
}

interface FieldPlace {
  readonly key: string;
  readonly offset: number;
  readonly walk: Walk;
}

function reportUnknown(
  key: string,
  types: readonly GraphQLObjectType[],
  { walk, offset }: Omit<FieldPlace, 'key'>,
): void {
  if (types.length === 0) return;
  const names = types.map(({ name }) => `"${name}"`).join(', ');
  const known = types.flatMap((type) => Object.keys(type.getFields()));
  walk.report('SELECTED_FIELD_NOT_FOUND', `${names} has no field "${key}"${didYouMean(key, known)}`, offset);
}

function checkField(coordinate: string, type: GraphQLObjectType, { key, offset, walk }: FieldPlace): void {
  walk.given.coordinates.add(coordinate);
  if ((type.getFields()[key]?.args.length ?? 0) === 0 || coordinate === walk.answers) return;
  const message = `"${coordinate}" has arguments, so a connector of its own must answer it`;
  walk.report('CONNECTORS_FIELD_WITH_ARGUMENTS', message, offset);
}

/** A mapping is finite, so a type inside of itself is there only as deep as it is written out, and then no further. */
function checkNested(value: Expression, owner: GraphQLObjectType, { key, offset, walk }: FieldPlace): void {
  const type = owner.getFields()[key]?.type;
  if (type === undefined) return;
  const named = getNamedType(type);
  const ancestors = [...walk.ancestors, owner.name];
  if (isObjectType(named) && ancestors.includes(named.name) && !isReference(named, walk)) {
    const message = `"${owner.name}.${key}" is a "${named.name}" inside of itself: answer it with a connector of its own`;
    walk.report('CIRCULAR_REFERENCE', message, offset);
    return;
  }
  checkValue(value, type, { ...walk, ancestors });
}

/** An entity that is fetched where it is asked for needs no more than its key here. */
function isReference(type: GraphQLObjectType, { context }: Walk): boolean {
  return context.extracted.keys.has(type.name);
}

/** Whether a value is just keys of the data or a scalar literal, so that no object of the mapping's own comes out of it. */
function isPlain(value: Expression): boolean {
  if (value.kind === 'literal') return value.value !== null;
  return value.kind === 'path' && value.root.kind !== 'expression' && value.steps.every((step) => step.kind === 'key');
}
