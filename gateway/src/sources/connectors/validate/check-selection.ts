import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isLeafType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import type { ConnectorDefinition, ConnectorProblem } from '../connector.js';
import type { ConnectorInputs } from '../connector-inputs.js';
import type { PathExpression, SelectionNode } from '../mapping/ast.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { didYouMean } from '../mapping/suggest.js';
import { problemAt, type ValidationContext } from './reporter.js';

/** What selections give, gathered over all connectors of a subgraph. */
export interface GivenFields {
  /** `Type.field` of every field that some selection gives. */
  readonly coordinates: Set<string>;
  /** Types that some selection may give any field of, for its shape depends on the data. */
  readonly openTypes: Set<string>;
}

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
  const type = mappedType(definition, inputs, context);
  if (type === undefined) return [];
  const { typeName, fieldName } = definition;
  const walk: Walk = {
    answers: fieldName === undefined ? undefined : `${typeName}.${fieldName}`,
    given,
    problems: [],
    report(code, message, offset) {
      const position = { argument: 'selection', text, offset };
      walk.problems.push(problemAt(definition, { code, message }, position));
    },
  };
  checkValue(parseMapping(text).root, type, walk);
  return walk.problems;
}

interface Walk {
  /** The field that the connector stands on, which its arguments are for; undefined for one on a type. */
  readonly answers: string | undefined;
  readonly given: GivenFields;
  readonly problems: ConnectorProblem[];
  report(code: string, message: string, offset: number): void;
}

/** A connector on a field maps to its type; one on a type, or a batch of parents, to the type it stands on. */
function mappedType(
  { typeName, fieldName }: ConnectorDefinition,
  inputs: ConnectorInputs,
  { schema }: ValidationContext,
): GraphQLOutputType | undefined {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return undefined;
  return fieldName === undefined || inputs.isBatch ? type : type.getFields()[fieldName]?.type;
}

function checkValue(value: PathExpression | SelectionNode, type: GraphQLOutputType, walk: Walk): void {
  const named = getNamedType(type);
  const selection = value.kind === 'selection' ? value : value.selection;
  if (isObjectType(named)) {
    if (selection !== undefined) checkFields(selection, named, walk);
    else if (isPlain(value)) {
      const message = `"${named.name}" is an object: "{ … }" must say which of its fields come from where`;
      walk.report('GROUP_SELECTION_REQUIRED_FOR_OBJECT', message, value.range.start);
    } else walk.given.openTypes.add(named.name);
    return;
  }
  const isJson = isLeafType(named) && !isEnumType(named) && !isSpecifiedScalarType(named);
  if (selection === undefined || isJson || !isLeafType(named)) return;
  const message = `"${named.name}" is no object, so "{ … }" or a lone key cannot give it (a path such as $.key can)`;
  walk.report('GROUP_SELECTION_IS_NOT_OBJECT', message, selection.range.start);
}

function checkFields(selection: SelectionNode, type: GraphQLObjectType, walk: Walk): void {
  for (const { key, value, range } of selection.fields) {
    if (key === undefined) {
      checkValue(value, type, walk);
      continue;
    }
    if (key === '__typename') continue;
    const field = type.getFields()[key];
    if (field === undefined) {
      const message = `"${type.name}" has no field "${key}"${didYouMean(key, Object.keys(type.getFields()))}`;
      walk.report('SELECTED_FIELD_NOT_FOUND', message, range.start);
      continue;
    }
    const coordinate = `${type.name}.${key}`;
    if (field.args.length > 0 && coordinate !== walk.answers) {
      const message = `"${coordinate}" has arguments, so a connector of its own must answer it`;
      walk.report('CONNECTORS_FIELD_WITH_ARGUMENTS', message, range.start);
    }
    walk.given.coordinates.add(coordinate);
    checkValue(value, field.type, walk);
  }
}

/** Whether a value is just keys of the data, so that nothing but the data's own object can come out of it. */
function isPlain(value: PathExpression | SelectionNode): boolean {
  return value.kind === 'path' && value.root.kind !== 'expression' && value.steps.every((step) => step.kind === 'key');
}
