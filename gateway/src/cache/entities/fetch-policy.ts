import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { HeardPart } from '../../executor/source.js';
import type { CacheHints, CacheScope } from '../../supergraph/cache-hints.js';
import type { Supergraph } from '../../supergraph/supergraph.js';
import { entityPolicy, type OperationPolicy, operationPolicy } from '../operation-policy.js';
import { answerPolicy, parseCacheControl, type SourcePolicy, stricterPolicy } from '../source-policy.js';
import type { SourceCacheSettings } from './source-cache-settings.js';

/** For how long, and for whom, what a fetch has brought may be kept. */
export interface PartPolicy {
  /** In seconds; 0: not at all. */
  readonly maxAge: number;
  /** The same for entities that the source does not know. */
  readonly negativeMaxAge: number;
  readonly scope: CacheScope;
  /** What the source said of it. */
  readonly said: SourcePolicy | undefined;
}

/** Judges what a fetch brings. */
export interface FetchPolicy {
  /** As far as the schema says. */
  readonly schema: OperationPolicy;
  /** @param heard What the source said; one for each call that it took. */
  judge(heard: readonly HeardPart[], options: { readonly identified: boolean }): PartPolicy;
}

/** What a fetch is judged by. */
export interface FetchPolicyOptions {
  readonly supergraph: Supergraph;
  readonly hints: CacheHints;
  readonly settings: SourceCacheSettings;
}

/**
 * Reads from the schema how long what a fetch brings may be kept, by the same rules as for whole answers: hints on types and
 * fields, and the source's `Cache-Control`, the stricter of both. A default age is said by nobody: what relies on one has the
 * scope that the configuration gives it.
 *
 * @param operation Text of what is sent to the source.
 */
export function createFetchPolicy(operation: string, options: FetchPolicyOptions): FetchPolicy {
  const { settings } = options;
  const { defaultMaxAgeSeconds, maxAgeSeconds, negativeMaxAgeSeconds } = settings;
  const schema = schemaPolicy(operation, options, defaultMaxAgeSeconds);
  const reliesOnDefault = schemaPolicy(operation, options, 0).maxAge === 0 && schema.hintedMaxAge > 0;
  return {
    schema,
    judge(heard, { identified }) {
      const { maxAge, scope } = answerPolicy(schema, heard, { identified, maxAgeSeconds });
      const said = saidTogether(heard);
      const isDefault =
        reliesOnDefault && !(heard.length > 0 && heard.every((part) => part.cacheControl !== undefined));
      const negativeMaxAge = Math.min(negativeMaxAgeSeconds, maxAgeSeconds, said?.maxAge ?? Number.POSITIVE_INFINITY);
      return { maxAge, negativeMaxAge, scope: isDefault ? stricterScope(scope, settings.defaultScope) : scope, said };
    },
  };
}

/** What holds for an answer that was made of several; undefined when none of them said anything. */
function saidTogether(heard: readonly HeardPart[]): SourcePolicy | undefined {
  return heard.reduce<SourcePolicy | undefined>((said, { cacheControl }) => {
    const policy = cacheControl === undefined ? undefined : parseCacheControl(cacheControl);
    return said && policy ? stricterPolicy(said, policy) : (said ?? policy);
  }, undefined);
}

function stricterScope(one: CacheScope, other: CacheScope): CacheScope {
  return one === 'PRIVATE' ? one : other;
}

function schemaPolicy(text: string, { supergraph, hints }: FetchPolicyOptions, defaultMaxAge: number): OperationPolicy {
  const document = parse(text, { noLocation: true });
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) {
    throw new TypeError('A fetch has no operation');
  }
  const judged = { schema: supergraph.fullSchema, hints, defaultMaxAge };
  const [first] = operation.selectionSet.selections;
  return first?.kind === Kind.FIELD && first.name.value === '_entities' && first.selectionSet !== undefined
    ? entityPolicy(first.selectionSet, judged)
    : operationPolicy({ document, operation }, judged);
}
