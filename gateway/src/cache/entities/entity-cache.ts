import { isAbstractType, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { FetchKeeper, FetchKeeperParts, FetchToKeep } from '../../executor/fetch-keeper.js';
import type { PreparedFetch } from '../../executor/source.js';
import { type CacheHints, readCacheHints } from '../../supergraph/cache-hints.js';
import type { CacheStore } from '../store.js';
import { varyHeaders } from '../vary-headers.js';
import { createDecodedParts, type DecodedParts } from './decoded-parts.js';
import type { PartMetrics } from './entity-metrics.js';
import { createFetchPolicy } from './fetch-policy.js';
import { createKeptFetch } from './kept-fetch.js';
import { entityParts, rootParts } from './kept-parts.js';
import { createLearned } from './learned.js';
import { normalFetch } from './normal-fetch.js';
import { createPartFlights, type PartFlights } from './part-flights.js';
import { createPartKeys } from './part-keys.js';
import { createEntityTags, createRootTags } from './part-tags.js';
import type { SourceCacheSettings } from './source-cache-settings.js';
import { sourceVersion } from './source-version.js';

/** How what sources answer is kept, for all client graphs of a process. */
export interface EntityCacheOptions {
  readonly store: CacheStore;
  /** By the source's name; of others nothing is kept. */
  readonly sources: ReadonlyMap<string, SourceCacheSettings>;
  readonly metricsOf: (source: string, kind: 'entities' | 'rootFields') => PartMetrics;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** What is particular to one client graph. */
export interface EntityCacheOwner {
  /** Claim that says whose what is private is; undefined: it is not kept. */
  readonly privateClaim: string | undefined;
}

/** Keeps what sources answer. */
export interface EntityCache {
  /** Makes the keeper of one engine. What is everybody's is shared by all of them whose sources are the same. */
  keeperOf(owner: EntityCacheOwner): (parts: FetchKeeperParts) => FetchKeeper;
}

/** Creates the cache of entities and root fields: nothing is kept until an engine is made with it. */
export function createEntityCache(options: EntityCacheOptions): EntityCache {
  const shared = { ...options, now: options.now ?? Date.now, random: options.random ?? Math.random };
  const flights = createPartFlights();
  const decoded = createDecodedParts();
  return {
    keeperOf: (owner) => (parts) => {
      const hints = readCacheHints(parts.supergraph.directives);
      const versions = new Map<string, string>();
      const versionOf = (source: string): string => {
        const definition = parts.supergraph.subgraphs.find(({ name }) => name === source);
        const version = versions.get(source) ?? sourceVersion(parts.supergraph.document, definition?.enumValue ?? '');
        versions.set(source, version);
        return version;
      };
      return {
        keep(node, send) {
          const settings = settingsOf(node, { shared, parts });
          return settings === undefined
            ? send
            : keepFetch(node, send, { ...shared, ...owner, parts, hints, settings, flights, decoded, versionOf });
        },
        async since() {
          const { moment } = await options.store.read([]);
          return moment === undefined ? '' : `${moment.generation}:${moment.sequence}`;
        },
      };
    },
  };
}

/** Undefined where nothing of a fetch is kept: what is resolved in this process, or made up, costs no call. */
function settingsOf(
  { source, operationKind, requires }: FetchToKeep,
  { shared, parts }: { readonly shared: EntityCacheOptions; readonly parts: FetchKeeperParts },
): SourceCacheSettings | undefined {
  const settings = shared.sources.get(source);
  const kind = parts.sources.get(source)?.kind;
  if (settings === undefined || operationKind !== 'query' || kind === 'local' || kind === 'mock') {
    return undefined;
  }
  return (requires === undefined ? settings.rootFields : settings.entities) ? settings : undefined;
}

interface KeepFetchOptions extends Required<EntityCacheOptions>, EntityCacheOwner {
  readonly parts: FetchKeeperParts;
  readonly hints: CacheHints;
  readonly settings: SourceCacheSettings;
  readonly flights: PartFlights;
  readonly decoded: DecodedParts;
  readonly versionOf: (source: string) => string;
}

function keepFetch(node: FetchToKeep, send: PreparedFetch, options: KeepFetchOptions): PreparedFetch {
  const { source, operation } = node;
  const { settings, parts, hints, versionOf, privateClaim, metricsOf } = options;
  const { supergraph, sources } = parts;
  const shape = node.requires === undefined ? rootParts : entityParts;
  const policy = createFetchPolicy(operation, { supergraph, hints, settings });
  const normal = normalFetch(operation);
  const asked = shape === entityParts ? entityTypes(operation) : [];
  // What is asked for as an interface is invalidated as one, too.
  const faces = asked.filter((type) => isAbstractType(supergraph.fullSchema.getType(type)));
  const tagged = { supergraph, source, operation, types: [...policy.schema.types, ...faces] };
  const staleSeconds = Math.max(settings.staleWhileRevalidateSeconds, settings.staleIfErrorSeconds);
  return createKeptFetch({
    ...options,
    source,
    send,
    shape,
    policy,
    type: asked.join(' | ') || 'Query',
    keys: createPartKeys({
      fixed: [shape.kind, source, versionOf(source), normal.text],
      variables: normal.variables.filter((name) => node.variables.includes(name)),
      vary: varyHeaders(settings.vary, sources.get(source)?.callerHeaders ?? 'any'),
      privateClaim,
    }),
    learned: createLearned(policy.schema.scope),
    metrics: metricsOf(source, shape.kind),
    keepStaleMs: staleSeconds * 1000,
    tagsOf: shape === rootParts ? createRootTags(tagged) : createEntityTags(tagged),
  });
}

/** Of which types an entity fetch asks for entities. */
function entityTypes(text: string): readonly string[] {
  const [operation] = parse(text, { noLocation: true }).definitions as readonly OperationDefinitionNode[];
  const [entities] = operation?.selectionSet.selections ?? [];
  const selections = entities?.kind === Kind.FIELD ? (entities.selectionSet?.selections ?? []) : [];
  return selections.flatMap((each) =>
    each.kind === Kind.INLINE_FRAGMENT && each.typeCondition ? [each.typeCondition.name.value] : [],
  );
}
