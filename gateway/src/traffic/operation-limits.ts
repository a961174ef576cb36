import { type ASTNode, GraphQLError } from 'graphql';
import type { operationLimitNames } from '../config/limits-config.js';
import type { ErrorCode } from '../errors/catalogue.js';

/** A limit that operations are held to, by the name it has in `limits` of `facet.bff.yaml`. */
export type OperationLimitName = (typeof operationLimitNames)[number];

/** What the operations of one client graph may ask for at most. What each counts: `config/limits-config.ts`. */
export type OperationLimits = Readonly<Record<OperationLimitName, number>> & {
  /** Limits that refuse nothing. */
  readonly warnOnly: readonly (OperationLimitName | 'maxCost')[];
};

/**
 * Limits that hold whatever is configured, since the process itself depends on them: `nesting` is how deep brackets may
 * stand in each other, `comparing` the work of telling whether fields can be merged, `introspection` what may be selected
 * inside `__schema` and `__type`.
 */
export type FixedLimitName = 'nesting' | 'comparing' | 'introspection';

/** Something an operation, a document or a request has too much of. */
export interface Excess {
  readonly limit: OperationLimitName | FixedLimitName;
  readonly measured: number;
  readonly allowed: number;
  /** Whether counting ended before it had counted all. */
  readonly atLeast?: boolean;
  /** Where to look, when it is one operation's. */
  readonly node?: ASTNode;
  /** The operation's name, or undefined. */
  readonly operationName?: string | undefined;
  /** Who has it, for the message. Default: the operation. */
  readonly of?: 'document' | 'request';
}

/** How each limit is spoken of, after a number. */
const counted: Readonly<Record<Excess['limit'], string>> = {
  maxCharacters: 'characters',
  maxTokens: 'tokens',
  maxDepth: 'levels of fields',
  maxHeight: 'different fields',
  maxFields: 'fields',
  maxAliases: 'aliases',
  maxRootFields: 'root fields',
  maxDirectives: 'directives',
  maxVariables: 'variables',
  maxListItems: 'items in a list',
  maxInputDepth: 'levels of input',
  nesting: 'brackets inside each other',
  comparing: 'steps to compare its fields',
  introspection: 'fields inside introspection',
};

/** The code of an excess. */
export function excessCode({ limit }: Pick<Excess, 'limit'>): ErrorCode {
  return limit === 'maxDepth' ? 'OPERATION_TOO_DEEP' : 'OPERATION_OVER_LIMIT';
}

/**
 * The error that a client gets of an excess: OPERATION_TOO_DEEP or OPERATION_OVER_LIMIT, with `limit`, `measured` and
 * `allowed` in its extensions. Built from what the client sent alone.
 */
export function excessError(excess: Excess): GraphQLError {
  const { limit, measured, allowed, atLeast, node, operationName, of } = excess;
  const subject = of === undefined ? `operation${operationName === undefined ? '' : ` "${operationName}"`}` : of;
  const number = `${atLeast === true ? 'at least ' : ''}${measured}`;
  return new GraphQLError(
    `The ${subject} is over a limit: it has ${number} ${counted[limit]}, at most ${allowed} are allowed`,
    {
      ...(node === undefined ? {} : { nodes: node }),
      extensions: { code: excessCode(excess), limit, measured, allowed },
    },
  );
}

/** Whether a limit refuses; otherwise it is only warned of. */
export function refuses({ limit }: Pick<Excess, 'limit'>, { warnOnly }: Pick<OperationLimits, 'warnOnly'>): boolean {
  return !(warnOnly as readonly string[]).includes(limit);
}
