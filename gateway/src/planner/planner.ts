import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  separateOperations,
} from 'graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { StandInSupergraph } from '../supergraph/stand-in-fields.js';
import type { Supergraph } from '../supergraph/supergraph.js';
import { aliasConflicts } from './alias-conflicts.js';
import { assertAnswerable } from './assert-answerable.js';
import { dropVoidFragments } from './drop-void-fragments.js';
import { findUnmetRequires } from './find-unmet-requires.js';
import { flattenMutation } from './flatten-mutation.js';
import { findFragileFields } from './fragile-fields.js';
import { fromApolloPlan } from './from-apollo-plan.js';
import { guardMerging, withoutSharing } from './guard-merging.js';
import { guardPaths } from './guard-paths.js';
import { isolateNames } from './isolate-names.js';
import { joinLaterFetches } from './join-later-fetches.js';
import { keepLongNumbers } from './keep-long-numbers.js';
import { keepTypeNames, type SchemaOf } from './keep-type-names.js';
import { mapFetches } from './map-fetches.js';
import { narrowFragments } from './narrow-fragments.js';
import { orderByNeeds } from './order-by-needs.js';
import { orderMutations } from './order-mutations.js';
import { guardRebasing, withoutRebasing } from './rebasing.js';
import { restoreFields } from './restore-fields.js';
import { splitInterfaceFields } from './split-interface-fields.js';
import type { Plan } from './types.js';

/** Makes plans over one supergraph. Pure: the same operation gives the same plan. */
export interface Planner {
  /**
   * @param document A document that is valid against the supergraph's API schema.
   * @param operation The operation of it to plan.
   * @param activeLabels Labels of `@override(label:)` that are on; all others are off.
   * @throws {GatewayError} OPERATION_NOT_PLANNABLE when a field can be reached from no source; OPERATION_TOO_COMPLEX past
   *   the limits of planning.
   */
  plan(document: DocumentNode, operation: OperationDefinitionNode, activeLabels: readonly string[]): Plan;
}

/** What to plan of a document. */
export interface PlanTextOptions {
  /** Undefined when the document has one operation. */
  readonly operationName: string | undefined;
  /** See `Planner.plan`. */
  readonly activeLabels: readonly string[];
}

/**
 * Plans the operation of a document given as text.
 *
 * @throws {GatewayError} as `Planner.plan`; INTERNAL_SERVER_ERROR when the document has no such operation.
 */
export function planText(planner: Planner, text: string, options: PlanTextOptions): Plan {
  const { operationName, activeLabels } = options;
  const document = parse(text, { noLocation: true });
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) {
    throw new GatewayError('INTERNAL_SERVER_ERROR', 'Cannot plan: the document does not have the operation');
  }
  return planner.plan(document, operation, activeLabels);
}

interface PlanningContext {
  readonly queryPlanner: QueryPlanner;
  readonly apiSchema: Schema;
  readonly standIns: StandInSupergraph;
  readonly schemaOf: SchemaOf;
  readonly isObject: (type: string) => boolean;
  readonly hasInterfaceObjects: boolean;
}

/** Options of `createPlanner`. */
export interface PlannerOptions {
  /**
   * Most paths that are compared for one field. With many equal ways to every field their number explodes, and with it
   * time and memory; an operation past the limit is refused. Default 500.
   */
  readonly pathsLimit?: number;
}

interface OneOperationContext extends PlanningContext {
  readonly overrideConditions: Map<string, boolean>;
}

/** Creates a planner; building its query graph takes tens to hundreds of milliseconds. */
export function createPlanner(supergraph: Supergraph, options: PlannerOptions = {}): Planner {
  guardMerging();
  guardPaths();
  guardRebasing();
  const queryPlanner = new QueryPlanner(supergraph.plannedModel, {
    // Fragments in fetches make requests shorter at the price of slower planning; sources parse either. Without them,
    // what is planned can be read and changed field by field: see `assertAnswerable`, `orderMutations`, `keepTypeNames`.
    reuseQueryFragments: false,
    generateQueryFragments: false,
    // What fetches are looked through by, see `fetchDocument`.
    exposeDocumentNodeInFetchNode: true,
    debug: { pathsLimit: options.pathsLimit ?? 500 },
  });
  const context: PlanningContext = {
    queryPlanner,
    apiSchema: supergraph.model.apiSchema(),
    standIns: supergraph.standIns,
    schemaOf: (source) => supergraph.plannedModel.subgraphs().get(source)?.schema,
    isObject: (type) => supergraph.plannedModel.schema.type(type)?.kind === 'ObjectType',
    hasInterfaceObjects: supergraph.interfaceObjects.size > 0,
  };
  const conditionsOf = (activeLabels: readonly string[]): Map<string, boolean> =>
    new Map(supergraph.overrideLabels.map((label) => [label, activeLabels.includes(label)]));
  return {
    plan(document, operation, activeLabels) {
      const only = onlyOperation(document, operation);
      const applying = dropVoidFragments(only, supergraph.apiSchema);
      const overrideConditions = conditionsOf(activeLabels);
      return planSplit(applying, supergraph, (split) => {
        const narrowed = narrowFragments(split, supergraph.apiSchema, supergraph);
        const flat = flattenMutation(narrowed);
        const fragile = findFragileFields(flat, supergraph.apiSchema);
        const isolated = isolateNames(flat, supergraph.requiredFields, { ...context, fragile });
        const kept = keepLongNumbers(isolated.document, supergraph.apiSchema);
        const planned = () => planNode({ ...context, overrideConditions }, kept.document);
        // A null that the client gives for some objects would take along what it asks of others.
        const node = context.hasInterfaceObjects && fragile.size > 0 ? withoutSharing(planned) : planned();
        return { node: node && kept.restore(node), renames: isolated.renames };
      });
    },
  };
}

/**
 * Plans a document with the fields of interfaces split by object type where @apollo/query-planner is wrong to ask for them
 * in one piece. It does not look at the labels of `@override(label:)` then; and where an `@override` of some of the types
 * has left the field to others, it may see no way to it, though there is one for each type. That is known only once
 * it has failed, and splits have their price: a longer operation.
 */
function planSplit(
  document: DocumentNode,
  { apiSchema, labelledFields, overriddenFields }: Supergraph,
  plan: (document: DocumentNode) => Plan,
): Plan {
  const splitOf = (whole: DocumentNode, fields: ReadonlySet<string>): DocumentNode =>
    fields.size === 0
      ? whole
      : splitInterfaceFields(whole, apiSchema, (coordinates) => coordinates.some((one) => fields.has(one)));
  const split = splitOf(document, labelledFields);
  try {
    return plan(split);
  } catch (error) {
    const further = isWithoutOptions(error) ? splitOf(split, overriddenFields) : split;
    if (further === split) {
      throw error;
    }
    return plan(further);
  }
}

/** Whether the planner saw no way to a field. */
function isWithoutOptions(error: unknown): boolean {
  return error instanceof GatewayError && error.cause instanceof Error && saysWithoutOptions(error.cause);
}

/** The planner says only in words that no source has a field. */
function saysWithoutOptions({ message }: Error): boolean {
  return message.startsWith('Was not able to find any options');
}

/** The operation with the fragments it uses, and nothing else of its document. */
function onlyOperation(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const isAlone = document.definitions.length === 1;
  return isAlone ? document : (separateOperations(document)[operation.name?.value ?? ''] ?? document);
}

function planNode(
  {
    queryPlanner,
    apiSchema,
    standIns,
    schemaOf,
    isObject,
    hasInterfaceObjects,
    overrideConditions,
  }: OneOperationContext,
  document: DocumentNode,
): Plan['node'] {
  if (!hasRootFields(document)) {
    return undefined;
  }
  try {
    const operation = operationFromDocument(apiSchema, document, { validate: false });
    const build = (): Plan['node'] => {
      const { node } = queryPlanner.buildQueryPlan(operation, { overrideConditions });
      return node && mapFetches(fromApolloPlan(node), (fetch) => aliasConflicts(fetch, schemaOf));
    };
    const built = buildSound(build, schemaOf);
    const root = built && orderByNeeds(built, isObject);
    assertAnswerable(operation, root);
    if (root === undefined) {
      return undefined;
    }
    const restored = standIns.standIns.size === 0 ? root : restoreFields(root, standIns);
    const typed = hasInterfaceObjects ? mapFetches(restored, (fetch) => keepTypeNames(fetch, schemaOf)) : restored;
    return orderMutations(joinLaterFetches(typed), document);
  } catch (error) {
    throw toGatewayError(error);
  }
}

/** The plan, made more carefully where the first one asks for something too early or cannot be finished. */
function buildSound(build: () => Plan['node'], schemaOf: SchemaOf): Plan['node'] {
  const quick = attempt(build);
  if ('root' in quick && findUnmetRequires(quick.root, schemaOf) === undefined) {
    return quick.root;
  }
  if ('error' in quick && toGatewayError(quick.error).code !== 'INTERNAL_SERVER_ERROR') {
    throw quick.error;
  }
  const careful = withoutRebasing(build);
  const unmet = findUnmetRequires(careful, schemaOf);
  if (unmet !== undefined) {
    const message = `Cannot plan the operation: found no order in which "${unmet}" comes after what it requires`;
    throw new GatewayError('OPERATION_NOT_PLANNABLE', message);
  }
  return careful;
}

function attempt(build: () => Plan['node']): { readonly root: Plan['node'] } | { readonly error: unknown } {
  try {
    return { root: build() };
  } catch (error) {
    return { error };
  }
}

/** Whether anything but `__typename` is left to fetch. */
function hasRootFields(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
      ),
  );
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  if (error instanceof GraphQLError) {
    return new GatewayError('OPERATION_NOT_PLANNABLE', `Cannot plan the operation: ${error.message}`, { cause: error });
  }
  if (error instanceof Error && saysWithoutOptions(error)) {
    const message = 'Cannot plan the operation: no source can be asked for a part of what is selected';
    return new GatewayError('OPERATION_NOT_PLANNABLE', message, { cause: error });
  }
  return error instanceof Error && /Too many options|exceeds limit|[Rr]ecursive selections/.test(error.message)
    ? new GatewayError('OPERATION_TOO_COMPLEX', 'Cannot plan the operation: there are too many ways to answer it', {
        cause: error,
      })
    : new GatewayError('INTERNAL_SERVER_ERROR', 'Cannot plan the operation: the planner failed', { cause: error });
}
