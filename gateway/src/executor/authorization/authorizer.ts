import type { FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../auth/identity.js';
import type { PolicyDecider } from '../../auth/policies/policy-decider.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { AccessClause } from '../../supergraph/access/access-clause.js';
import type { AccessRules } from '../../supergraph/access/access-rules.js';
import type { EvaluatedOperation } from '../conditions.js';
import type { SourceRequest } from '../source.js';
import { findProtectedFields, type ProtectedFields } from './protected-fields.js';

/** What happens to an operation with fields that its caller may not see: they are left out, or all of it is refused. */
export type OnDenied = 'filter' | 'reject';

/** How fields are authorized. */
export interface AuthorizationOptions {
  readonly onDenied: OnDenied;
  /** Whether what is denied is only told of, and answered as if nothing protected it. Default false. */
  readonly warnOnly?: boolean | undefined;
  /** Default: no policy holds. */
  readonly policies?: PolicyDecider | undefined;
}

/** An operation that is refused for fields its caller may not see; or, with `warnOnly`, that would lose them. */
export interface DeniedOperationNotice {
  /** The fields, as `Type.field`, each once; `maxNamed` at most. */
  readonly fields: readonly string[];
  /** What the client is told, or would have been. */
  readonly code: 'UNAUTHORIZED_OPERATION' | 'UNAUTHORIZED_FIELD_OR_TYPE';
  readonly warnOnly: boolean;
}

/** Decides which fields of operations their callers may see. */
export interface Authorizer {
  /**
   * @param shape The operation for the values that its conditions have.
   * @returns Undefined when nothing is denied, or only told of. A promise only when the operation names policies, or
   *   `onDenied` has one.
   * @throws {GatewayError} UNAUTHORIZED_OPERATION when something is denied and such operations are rejected.
   */
  authorize(operation: AuthorizedOperation, shape: OperationShape): Denial | undefined | Promise<Denial | undefined>;
}

/** An operation as it is authorized. */
export interface AuthorizedOperation {
  /** The same object for the same document and operation. */
  readonly operation: OperationDefinitionNode;
  /** The document, before any condition is evaluated. */
  readonly document: EvaluatedOperation['document'];
  readonly request: SourceRequest;
  readonly signal: AbortSignal;
  /** Told, and waited for, when the operation is refused or `warnOnly` lets it pass. Default: nobody is told. */
  readonly onDenied?: ((notice: DeniedOperationNotice) => void | Promise<void>) | undefined;
}

/** An operation for given values of its conditions. */
export interface OperationShape {
  /** Identifies both. */
  readonly key: string;
  readonly evaluated: () => EvaluatedOperation;
}

/** What a caller may not see of an operation. */
export interface Denial {
  /** Equal for callers who may see the same of the operation. */
  readonly key: string;
  /** The operation, its conditions evaluated, with every denied field. */
  readonly evaluated: EvaluatedOperation;
  /** Nodes of `evaluated`. Made anew by each call. */
  readonly fields: () => ReadonlySet<FieldNode>;
}

/** What an authorizer is created from. */
export interface AuthorizerInput extends AuthorizationOptions {
  readonly rules: AccessRules;
  /** The client's schema. */
  readonly schema: GraphQLSchema;
  /**
   * Memory for operations whose protected fields are remembered, estimated, in bytes. Over it those used longest ago are
   * looked through again. Default 32 MiB.
   */
  readonly maxRememberedBytes?: number;
}

/** An estimate: what a parsed document takes for each character of its text. */
const bytesPerCharacter = 64;

type Needs = { readonly fields: ProtectedFields; readonly evaluated: EvaluatedOperation } | 'none';

/**
 * Creates an authorizer. An operation without protected fields costs one look into a map, from its second time on; one
 * whose caller has all rights costs a look for each thing that is asked of callers.
 */
export function createAuthorizer(input: AuthorizerInput): Authorizer {
  const { rules, schema, onDenied, warnOnly = false, policies, maxRememberedBytes: maxSize = 32 * 1024 * 1024 } = input;
  /** Whether any condition lets a protected field through. Forgotten together with the parsed document. */
  const isProtected = new WeakMap<OperationDefinitionNode, boolean>();
  const needsByKey = new LRUCache<string, Needs>({ maxSize, sizeCalculation: needsBytes });

  const mayNeed = ({ document, operation }: AuthorizedOperation): boolean => {
    let known = isProtected.get(operation);
    if (known === undefined) {
      known = findProtectedFields({ document, operation, schema, rules }) !== undefined;
      isProtected.set(operation, known);
    }
    return known;
  };
  const needsOf = ({ key, evaluated }: OperationShape): Needs => {
    let needs = needsByKey.get(key);
    if (needs === undefined) {
      const operation = evaluated();
      const fields = findProtectedFields({ ...operation, schema, rules });
      needs = fields === undefined ? 'none' : { fields, evaluated: operation };
      needsByKey.set(key, needs);
    }
    return needs;
  };
  const deny = (needs: Exclude<Needs, 'none'>, operation: AuthorizedOperation, granted: ReadonlySet<string>) => {
    const unmet = needs.fields.clauses.filter((clause) => !isMet(clause, operation.request.identity, granted));
    if (unmet.length === 0) {
      return undefined;
    }
    if (warnOnly || onDenied === 'reject') {
      const names = new Set(deniedFields(needs.fields, unmet).map(({ coordinate }) => coordinate));
      return tell(operation, [...names]);
    }
    return {
      key: unmet.map((clause) => needs.fields.clauses.indexOf(clause)).join(','),
      evaluated: needs.evaluated,
      fields: () => new Set(deniedFields(needs.fields, unmet).map(({ node }) => node)),
    };
  };
  const code = onDenied === 'reject' ? 'UNAUTHORIZED_OPERATION' : 'UNAUTHORIZED_FIELD_OR_TYPE';
  const tell = (operation: AuthorizedOperation, names: readonly string[]): undefined | Promise<undefined> => {
    const goOn = () => {
      if (!warnOnly) {
        throw rejected(names);
      }
      return undefined;
    };
    const told = operation.onDenied?.({ fields: names.slice(0, maxNamed), code, warnOnly });
    return told instanceof Promise ? told.then(goOn) : goOn();
  };
  return {
    authorize(operation, shape) {
      const needs = mayNeed(operation) ? needsOf(shape) : 'none';
      if (needs === 'none') {
        return undefined;
      }
      const { request, signal } = operation;
      const names = needs.fields.policies;
      if (names.length === 0 || policies === undefined) {
        return deny(needs, operation, nothing);
      }
      const { identity, clientGraph, correlationId } = request;
      const verdicts = policies.decide(names, { identity, clientGraph, correlationId, signal });
      return verdicts.then((granted) => deny(needs, operation, granted));
    },
  };
}

const nothing: ReadonlySet<string> = new Set();

function needsBytes(needs: Needs): number {
  return 1024 + (needs === 'none' ? 0 : bytesPerCharacter * (needs.evaluated.document.loc?.end ?? 16_384));
}

function isMet(clause: AccessClause, identity: Identity, policies: ReadonlySet<string>): boolean {
  if (clause.kind === 'authenticated') {
    return identity.proof !== 'none';
  }
  const granted = clause.kind === 'scopes' ? identity.scopes : policies;
  return clause.anyOf.some((all) => all.every((name) => granted.has(name)));
}

function deniedFields({ fields }: ProtectedFields, unmet: readonly AccessClause[]): ProtectedFields['fields'] {
  return fields.filter(({ clauses }) => clauses.some((clause) => unmet.includes(clause)));
}

/** Fields that a message, or a notice, names at most. */
const maxNamed = 10;

/** The message names only what the client has asked for, and not what would have to be granted. */
function rejected(names: readonly string[]): GatewayError {
  const shown = names.slice(0, maxNamed).map((name) => `"${name}"`);
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return new GatewayError('UNAUTHORIZED_OPERATION', `Not authorized for ${shown.join(', ')}${more}`);
}
