import type { DocumentNode } from 'graphql';
import { alignPathsOf } from '../compile-connectors.js';
import type { ConnectorDefinition, ConnectorProblem, ConnectorSource, ConnectorText } from '../connector.js';
import { type ConnectorInputs, parseText, readInputs } from '../connector-inputs.js';
import type { KeyPath } from '../field-set.js';
import { didYouMean } from '../mapping/suggest.js';
import { MappingSyntaxError } from '../mapping/syntax-error.js';
import { variablesUsed } from '../mapping/variables-used.js';
import { connectorProtocols } from '../protocols.js';
import { type ConnectorsSubgraph, readConnectors } from '../read-connectors.js';
import { extractSubgraphSchema } from '../subgraph-schema.js';
import { checkBatchKeys } from './check-batch-keys.js';
import { checkCoverage } from './check-coverage.js';
import { checkFederation } from './check-federation.js';
import { checkIds } from './check-ids.js';
import { checkEntities, checkPlace } from './check-place.js';
import { checkSelection, type GivenFields } from './check-selection.js';
import { checkTypes } from './check-types.js';
import { checkVariables } from './check-variables.js';
import { hints } from './hints.js';
import { problemAt, type ValidationContext } from './reporter.js';

/**
 * Checks every connectors subgraph of a supergraph: that the mapping texts parse, read only what is there and give what
 * the schema promises, that sources exist, and that each connector fits where it stands.
 *
 * Spec: the validation rules of Apollo Connectors; codes are theirs where they have one.
 *
 * @returns All problems, subgraph by subgraph, with a hint where there is one for their code; empty when there is none.
 */
export function validateConnectors(supergraph: DocumentNode): readonly ConnectorProblem[] {
  return readConnectors(supergraph, connectorProtocols)
    .flatMap((subgraph) => validateSubgraph(subgraph, supergraph))
    .map((problem) => {
      const hint = problem.hint ?? hints.get(problem.code);
      return hint === undefined ? problem : { ...problem, hint };
    });
}

function validateSubgraph(subgraph: ConnectorsSubgraph, supergraph: DocumentNode): ConnectorProblem[] {
  const missing = checkTypes(subgraph, supergraph);
  // Without its types it is no schema that anything could be checked against.
  if (missing.length > 0) return missing;
  const extracted = extractSubgraphSchema(supergraph, subgraph.graph);
  const readable: ValidationContext['readable'] = new Map(
    subgraph.connectors.flatMap((definition) => {
      const inputs = tryReadInputs(definition, subgraph);
      return inputs === undefined ? [] : [[definition, inputs] as const];
    }),
  );
  const context: ValidationContext = { subgraph, extracted, schema: extracted.schema, readable };
  const given: GivenFields = { coordinates: new Set(), openTypes: new Set() };
  const problems = [
    ...checkVersions(subgraph),
    ...checkFederation(subgraph, supergraph),
    ...checkIds(context),
    ...subgraph.sources.flatMap((source) => checkSource(source, context)),
    ...subgraph.connectors.flatMap((definition) => checkConnector(definition, context, given)),
  ];
  // What is missing can be told only when everything that is there was read.
  if (readable.size < subgraph.connectors.length) return problems;
  return [...problems, ...checkEntities(context), ...checkCoverage(context, given)];
}

function tryReadInputs(definition: ConnectorDefinition, { sources }: ConnectorsSubgraph) {
  const protocol = protocolOf(definition);
  const source = sources.find(({ name }) => name === definition.sourceName);
  try {
    return protocol && readInputs(definition, source, protocol);
  } catch (error) {
    // Where a text does not parse is reported text by text.
    if (error instanceof MappingSyntaxError) return undefined;
    throw error;
  }
}

function checkVersions({ name, links }: ConnectorsSubgraph): ConnectorProblem[] {
  return links.flatMap(({ protocol, version }) => {
    if (protocol.versions.includes(version)) return [];
    const message = `Version "${version}" of ${protocol.specification} is not known: ${protocol.versions.join(', ')} are`;
    return [{ code: 'UNKNOWN_CONNECTORS_VERSION', message, subgraph: name, coordinate: `${name}:@link` }];
  });
}

function checkSource(source: ConnectorSource, context: ValidationContext): ConnectorProblem[] {
  const { sources } = context.subgraph;
  const problem = (code: string, message: string): ConnectorProblem[] => [problemAt(source, { code, message })];
  const twins = sources.filter(({ name }) => name === source.name);
  const naming =
    source.name === ''
      ? problem('EMPTY_SOURCE_NAME', 'A source needs a name')
      : !/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(source.name)
        ? problem('INVALID_SOURCE_NAME', 'A source name has 1 to 64 letters, digits, "_" and "-", a letter first')
        : twins[0] !== source
          ? problem('DUPLICATE_SOURCE_NAME', `Another source is called "${source.name}" already`)
          : [];
  const protocol = connectorProtocols.find(({ sourceDirective }) => sourceDirective === source.directive);
  const texts = protocol?.sourceTexts(source) ?? [];
  return [
    ...naming,
    ...(protocol?.checkSource(source) ?? []),
    ...texts.flatMap((text) => checkText(source, text, context)),
  ];
}

function checkConnector(
  definition: ConnectorDefinition,
  context: ValidationContext,
  given: GivenFields,
): ConnectorProblem[] {
  const protocol = protocolOf(definition);
  if (protocol === undefined) return [];
  const candidates = context.subgraph.sources.filter(({ directive }) => directive === protocol.sourceDirective);
  const source = candidates.find(({ name }) => name === definition.sourceName);
  const inputs = context.readable.get(definition);
  return [
    ...(definition.sourceName !== undefined && source === undefined
      ? [missingSource(definition, candidates, context.subgraph)]
      : []),
    ...protocol.check(definition, source),
    ...protocol.texts(definition).flatMap((text) => checkText(definition, text, context)),
    ...(inputs === undefined ? [] : checkPlace(definition, inputs, context)),
    ...(inputs === undefined ? [] : checkBatchKeys(definition, inputs, batchKeys(definition, inputs, context))),
    ...(inputs === undefined ? [] : checkSelection(definition, inputs, context, given)),
  ];
}

function batchKeys(
  { typeName }: ConnectorDefinition,
  { batchPaths }: ConnectorInputs,
  { extracted }: ValidationContext,
): readonly KeyPath[] {
  return alignPathsOf(batchPaths, extracted.keys.get(typeName) ?? []);
}

function missingSource(
  definition: ConnectorDefinition,
  candidates: readonly ConnectorSource[],
  { links }: ConnectorsSubgraph,
): ConnectorProblem {
  const names = candidates.map(({ name }) => name);
  const wanted = definition.sourceName ?? '';
  const protocol = protocolOf(definition);
  const link = links.find((candidate) => candidate.protocol === protocol);
  if (names.length === 0 && link?.importsSource === false) {
    const message = `No source "${wanted}": the link imports "@${definition.directive}" but not "@${protocol?.sourceDirective}"`;
    return problemAt(definition, { code: 'NO_SOURCE_IMPORT', message });
  }
  if (names.length === 0) {
    return problemAt(definition, {
      code: 'NO_SOURCES_DEFINED',
      message: `No source "${wanted}": there is none at all`,
    });
  }
  const message = `No source "${wanted}"${didYouMean(wanted, names)}`;
  return problemAt(definition, { code: 'SOURCE_NAME_MISMATCH', message });
}

function checkText(
  place: ConnectorDefinition | ConnectorSource,
  text: ConnectorText,
  context: ValidationContext,
): ConnectorProblem[] {
  try {
    return checkVariables(place, text, variablesUsed(parseText(text)), context);
  } catch (error) {
    if (!(error instanceof MappingSyntaxError)) throw error;
    const position = { argument: text.argument, text: text.text, offset: error.offset };
    return [problemAt(place, { code: text.code, message: error.message }, position)];
  }
}

function protocolOf(definition: ConnectorDefinition) {
  return connectorProtocols.find(({ directive }) => directive === definition.directive);
}
