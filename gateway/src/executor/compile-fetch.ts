import { GatewayError } from '../errors/gateway-error.js';
import type { FetchNode } from '../planner/types.js';
import { applyRewrites } from './apply-rewrites.js';
import type { CompilePlanContext } from './compile-plan-context.js';
import { containOverflow } from './contain-overflow.js';
import { compileContextArguments } from './context-arguments.js';
import { createEntityCopy } from './entity-copy.js';
import { type EntityFetch, entityStep } from './entity-step.js';
import { createFetchErrors } from './fetch-errors.js';
import { fetchKeyOf } from './fetch-key.js';
import { compileRememberLoaded } from './loaded-entities.js';
import type { PlacedStep } from './place.js';
import { compileIdentity, compileRepresentation } from './representation.js';
import { rootStep } from './root-step.js';
import type { CompiledFetch } from './send-fetch.js';

/** Compiles a fetch for the objects at a path of the data (the root object for an empty path). */
export function compileFetch(node: FetchNode, context: CompilePlanContext, path: readonly string[]): PlacedStep {
  const fetch = prepareFetch(node, context, path);
  const entityFetch = compileEntityFetch(node, context);
  if (entityFetch === undefined) {
    return containOverflow(rootStep(fetch, compileRememberLoaded(node, context.leafFetches)), fetch);
  }
  const other = node.otherwise;
  const otherEntityFetch = other && compileEntityFetch(other, context);
  const otherwise = other &&
    otherEntityFetch && { fetch: prepareFetch(other, context, path), entityFetch: otherEntityFetch };
  return containOverflow(entityStep({ fetch, entityFetch }, otherwise), fetch);
}

/** Undefined for a root fetch. */
function compileEntityFetch(node: FetchNode, context: CompilePlanContext): EntityFetch | undefined {
  const { requires, inputRewrites, contextRewrites } = node;
  return (
    requires && {
      represent: compileRepresentation(requires, inputRewrites, context.isOfType),
      identity: compileIdentity(requires, inputRewrites),
      key: context.sharedKeys.has(fetchKeyOf(node)) ? fetchKeyOf(node) : undefined,
      groupByContext:
        contextRewrites.length === 0 ? undefined : compileContextArguments(contextRewrites, context.isOfType),
      sharesParts: !context.hasContext,
      copy: createEntityCopy(node),
    }
  );
}

function prepareFetch(node: FetchNode, context: CompilePlanContext, path: readonly string[]): CompiledFetch {
  const source = context.sources.get(node.source);
  if (source === undefined) {
    throw new GatewayError('INTERNAL_SERVER_ERROR', `Cannot execute the plan: there is no source "${node.source}"`);
  }
  const prepared = source.prepare({
    kind: node.operationKind,
    text: node.operation,
    name: node.operationName,
    variableNames: node.variables,
    path,
    plan: context.clientPath,
  });
  return {
    node,
    path,
    send: context.keepFetch?.(node, prepared) ?? prepared,
    maxBatchSize: source.maxBatchSize ?? Number.POSITIVE_INFINITY,
    errors: createFetchErrors(node, path, context.clientPath),
    isAbstract: context.isAbstract,
    rewrite: (answer) => applyRewrites(answer, node.outputRewrites, context.isOfType),
  };
}
