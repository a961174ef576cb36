import { anonymous, GatewayError } from '@facet/gateway';
import { type DocumentNode, getOperationAST, type OperationDefinitionNode, parse, validate } from 'graphql';
import { compareAnswers } from '../compare/compare-answers.js';
import type { ClientOperation } from '../world/world.js';
import type { Answer } from './answers.js';
import { executeMonolith } from './monolith.js';
import type { OpenWorld } from './open-world.js';

/** Both answers to one operation, and how they differ. */
export interface CaseResult {
  readonly monolith: Answer;
  readonly facet: Answer;
  /** One sentence each; empty when they agree. */
  readonly differences: readonly string[];
}

/** Whether an operation is valid against the whole schema: others are no cases. */
export function isValidOperation({ monolith }: OpenWorld, operation: ClientOperation): boolean {
  return validate(monolith.apiSchema, parse(operation.text)).length === 0;
}

/** Runs a valid operation both ways and compares. */
export async function runCase(open: OpenWorld, operation: ClientOperation): Promise<CaseResult> {
  const document = parse(operation.text);
  const definition = getOperationAST(document, operation.operationName);
  if (!definition) throw new Error('There is no such operation');
  const monolith = await executeMonolith(open.monolith, open.world, { document, operation });
  const possible = await open.findPossibleErrors(document, operation);
  const facet = await executeFacet(open, { document, definition, operation });
  return { monolith, facet, differences: compareAnswers({ monolith, facet, possible, matches: open.matches }) };
}

async function executeFacet(
  open: OpenWorld,
  run: {
    readonly document: DocumentNode;
    readonly definition: OperationDefinitionNode;
    readonly operation: ClientOperation;
  },
): Promise<Answer> {
  const request = {
    clientGraph: 'differential',
    correlationId: 'differential',
    headers: new Map<string, string>(),
    identity: anonymous,
  };
  try {
    const outcome = await open.engine.execute({
      documentHash: run.operation.text,
      document: run.document,
      operation: run.definition,
      variables: run.operation.variables,
      request,
      signal: new AbortController().signal,
    });
    if (outcome.kind === 'refused') {
      return { kind: 'refused', messages: outcome.errors.map(({ message }) => message) };
    }
    const { data, errors } = outcome;
    return { kind: 'executed', data: `${data}`, errors, journal: open.stateOf(request).journal };
  } catch (error) {
    return { kind: 'failed', message: describeFailure(error) };
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = error instanceof GatewayError ? `${error.code}: ` : '';
  const cause = error.cause === undefined ? '' : `\ncaused by ${describeFailure(error.cause)}`;
  return `${code}${error.stack ?? error.message}${cause}`;
}
