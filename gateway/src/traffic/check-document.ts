import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import { measureFragments, measureOperation, type SelectionSize, saturated } from './measure-selections.js';
import { mergeFields } from './merge-fields.js';
import { type Excess, type OperationLimits, refuses } from './operation-limits.js';
import { scanTokens } from './scan-tokens.js';

/** How deep brackets may stand in each other: what parses, validates and plans a document recurses. */
export const maxNesting = 500;

/** How much work may be spent on comparing a document's fields; see `mergeFields`. */
export const maxComparing = 50_000;

/**
 * Levels and fields below `__schema` and `__type`, which are not held to a client graph's own limits: tools send the
 * standard introspection query, 15 levels and some 250 fields, to every graph. Larger ones serve no tool.
 */
export const maxIntrospectionDepth = 25;
/** See `maxIntrospectionDepth`. */
export const maxIntrospectionFields = 500;

/**
 * Holds the text of a document against the limits that come before parsing.
 *
 * @returns What it has too much of. Text that is over `nesting` must not be parsed, whatever only warns.
 */
export function checkText(text: string, limits: OperationLimits): readonly Excess[] {
  const countAll = limits.warnOnly.includes('maxTokens');
  const { tokens, nesting } = scanTokens(text, {
    maxTokens: countAll ? Number.POSITIVE_INFINITY : limits.maxTokens,
    maxNesting,
  });
  const found: Excess[] = [];
  if (text.length > limits.maxCharacters) {
    const allowed = limits.maxCharacters;
    found.push({ limit: 'maxCharacters', measured: text.length, allowed, of: 'document' });
  }
  if (nesting > maxNesting) {
    found.push({ limit: 'nesting', measured: nesting, allowed: maxNesting, atLeast: true, of: 'document' });
  }
  if (tokens > limits.maxTokens) {
    const allowed = limits.maxTokens;
    found.push({ limit: 'maxTokens', measured: tokens, allowed, atLeast: !countAll, of: 'document' });
  }
  return found;
}

/** What was found of a document. */
export interface DocumentCheck {
  readonly excesses: readonly Excess[];
  /** A fragment that is spread within itself, which no valid document has. */
  readonly cycle: string | undefined;
}

/**
 * Holds every operation of a parsed document against the limits that need no values of variables, before the document is
 * validated. Takes time linear in the document's size and in `maxComparing`, however much its fragments multiply.
 *
 * @returns What the operations have too much of, in their order. A document with a cycle must not be validated either:
 *   how much work that is, is not known.
 */
export function checkDocument(document: DocumentNode, limits: OperationLimits): DocumentCheck {
  const { sizes, cycle } = measureFragments(document);
  const operations = operationsOf(document);
  const excesses = operations.flatMap((operation) => checkSize(operation, measureOperation(operation, sizes), limits));
  // What is refused anyway is not worth the steps, and what spreads itself would take them all.
  return cycle !== undefined || excesses.some((excess) => refuses(excess, limits))
    ? { excesses, cycle }
    : { excesses: [...excesses, ...checkMerged(document, limits)], cycle };
}

function checkSize(operation: OperationDefinitionNode, size: SelectionSize, limits: OperationLimits): Excess[] {
  const { input } = size;
  return [
    { limit: 'maxDepth' as const, measured: size.depth, allowed: limits.maxDepth },
    { limit: 'maxFields' as const, measured: size.fields, allowed: limits.maxFields },
    { limit: 'maxAliases' as const, measured: size.aliases, allowed: limits.maxAliases },
    { limit: 'maxDirectives' as const, measured: size.directives, allowed: limits.maxDirectives },
    {
      limit: 'maxVariables' as const,
      measured: operation.variableDefinitions?.length ?? 0,
      allowed: limits.maxVariables,
    },
    { limit: 'maxListItems' as const, measured: input.items, allowed: limits.maxListItems },
    { limit: 'maxInputDepth' as const, measured: input.depth, allowed: limits.maxInputDepth },
    { limit: 'introspection' as const, measured: size.introspectionDepth, allowed: maxIntrospectionDepth },
    { limit: 'introspection' as const, measured: size.introspectionFields, allowed: maxIntrospectionFields },
  ].flatMap((measure) => excessOf(measure, operation));
}

function checkMerged(document: DocumentNode, limits: OperationLimits): Excess[] {
  const merged = mergeFields(document, { maxSteps: maxComparing });
  if (merged === undefined) {
    return [{ limit: 'comparing', measured: maxComparing + 1, allowed: maxComparing, atLeast: true, of: 'document' }];
  }
  return [...merged].flatMap(([operation, { height, rootFields }]) => [
    ...excessOf({ limit: 'maxHeight', measured: height, allowed: limits.maxHeight }, operation),
    ...excessOf({ limit: 'maxRootFields', measured: rootFields, allowed: limits.maxRootFields }, operation),
  ]);
}

function excessOf(
  measure: Pick<Excess, 'limit' | 'measured' | 'allowed'>,
  node: OperationDefinitionNode,
): readonly Excess[] {
  const { measured, allowed } = measure;
  return measured <= allowed
    ? []
    : [{ ...measure, atLeast: measured >= saturated, node, operationName: node.name?.value }];
}

function operationsOf(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}
