import { GraphQLError } from 'graphql';
import { type ErrorCode, type ErrorEntry, errorCatalogue } from '../errors/catalogue.js';
import type { CostVariables } from '../traffic/cost/cost-variables.js';
import { sentVariables } from '../traffic/cost/cost-variables.js';
import { writtenData } from './answer-data.js';
import type { BlockedOperation, ResolvedOperation } from './client-graph.js';
import type { RecordCost } from './cost-metrics.js';
import type { CostedOperation, OperationCosts } from './operation-costs.js';
import type { PipelineRequest, ResolvedRequest } from './pipeline-stage.js';
import { rootFieldsOf } from './root-fields.js';

/** What operations are charged by. */
export interface ChargeOptions {
  readonly costs: OperationCosts;
  /** Undefined: there is no limit. */
  readonly maxCost: number | undefined;
  /** Whether an operation over `maxCost` is only warned of. */
  readonly warnOnly: boolean;
  /** Whether answers tell what they cost. */
  readonly inExtensions: boolean;
  /** Default: nothing is recorded. */
  readonly record?: RecordCost | undefined;
}

/** The charge for one request: begun when its operation is known, settled when it is answered. */
export interface Charge {
  /** @throws {GraphQLError} OPERATION_TOO_EXPENSIVE, SLICING_ARGUMENT_REQUIRED, or what `admitResolved` refuses it with. */
  begin(request: ResolvedRequest): void | Promise<void>;
  settle(request: PipelineRequest): void;
}

/**
 * Charges a request for its operation. Nothing is estimated unless somebody asks for the cost, and what an operation has
 * really cost is counted only when somebody waits for it: that takes reading the answer.
 */
export function chargeOperation({ costs, maxCost, warnOnly, inExtensions, record }: ChargeOptions): Charge {
  const waiting: ((actual: number) => void)[] = [];
  let charged: Charged | undefined;
  let estimated: number | undefined;

  function estimate(own: Charged): number {
    if (estimated === undefined) {
      const { cost, fault } = costs.estimate(own.operation, own.variables);
      if (fault !== undefined) {
        const names = fault.slicingArguments.map((name) => `"${name}"`).join(', ');
        throw refusal(
          'SLICING_ARGUMENT_REQUIRED',
          `The field "${fault.field}" needs exactly one of the arguments ${names}: it has ${fault.given}`,
        );
      }
      estimated = cost;
      record?.('estimated', cost);
    }
    return estimated;
  }

  async function hold(own: Charged, request: ResolvedRequest): Promise<void> {
    await holdCost(own, request);
    const { operation } = own.operation;
    const refused = await request.contextValue.admitResolved?.({
      name: operation.name?.value,
      type: operation.operation,
      rootFields: rootFieldsOf(own.operation, own.variables),
      cost: () => estimate(own),
      whenCosted: (told) => waiting.push(told),
    } satisfies ResolvedOperation);
    if (refused !== undefined) {
      throw refusal(refused.code, refused.message);
    }
  }

  async function holdCost(own: Charged, request: ResolvedRequest): Promise<void> {
    if (maxCost === undefined || estimate(own) <= maxCost) {
      return;
    }
    const code: ErrorCode = 'OPERATION_TOO_EXPENSIVE';
    const blocked: BlockedOperation = { gate: 'limits', rule: 'maxCost', code, warnOnly };
    await request.contextValue.onBlocked?.(blocked);
    if (!warnOnly) {
      const measured = estimate(own);
      throw refusal(code, `The operation is over a limit: it costs ${measured}, at most ${maxCost} is allowed`, {
        limit: 'maxCost',
        measured,
        allowed: maxCost,
      });
    }
  }

  return {
    begin(request) {
      const { document, operation, queryHash: hash } = request;
      if (operation === undefined) {
        // The pipeline says what is wrong: the document has no such operation.
        return undefined;
      }
      const variables = sentVariables(operation, request.request.variables ?? {});
      charged = { operation: { hash, document, operation }, variables };
      const nobodyAsks = maxCost === undefined && request.contextValue.admitResolved === undefined;
      return nobodyAsks ? undefined : hold(charged, request);
    },
    settle({ response: { body } }) {
      if (charged === undefined || (waiting.length === 0 && !inExtensions) || body?.kind !== 'single') {
        return;
      }
      const { data } = body.singleResult;
      const read: unknown = data === undefined ? undefined : readData(data);
      const actual = costs.actual(charged.operation, charged.variables, read);
      record?.('actual', actual);
      for (const told of waiting) {
        told(actual);
      }
      if (inExtensions && data !== undefined) {
        const cost = { estimated: estimate(charged), actual };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost };
      }
    },
  };
}

interface Charged {
  readonly operation: CostedOperation;
  readonly variables: CostVariables;
}

/** The text is read beside the data: an answer that was looked into would be written anew. */
function readData(data: Readonly<Record<string, unknown>> | null): unknown {
  const written = writtenData(data);
  return written === undefined ? data : JSON.parse(written.toString());
}

function refusal(code: ErrorCode, message: string, extensions: Readonly<Record<string, unknown>> = {}): GraphQLError {
  const entry: ErrorEntry = errorCatalogue[code];
  return new GraphQLError(message, { extensions: { code, ...extensions, http: { status: entry.httpStatus ?? 400 } } });
}
