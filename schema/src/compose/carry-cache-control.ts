import { type DefinitionNode, type DocumentNode, Kind, parse, valueFromASTUntyped, visit } from 'graphql';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import { isSchemaNode } from '../subgraph/locate-coordinate.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';

const DIRECTIVE = 'cacheControl';
/** What Apollo Server calls the type of `scope`; the link’s namespace keeps ours out of what clients see. */
const APOLLO_SCOPE = 'CacheControlScope';
const SCOPE = `${DIRECTIVE}__Scope`;
const LINK = 'https://specs.facet.example/cacheControl/v0.1';

/**
 * As Apollo Server knows it, but repeatable: of what several subgraphs say of one place composition would keep only one
 * otherwise, such as the PUBLIC of two where another says PRIVATE. The gateway goes by the strictest.
 */
const definitions = parse(
  `directive @${DIRECTIVE}(maxAge: Int, scope: ${SCOPE}, inheritMaxAge: Boolean)
    repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum ${SCOPE} { PUBLIC PRIVATE }`,
  { noLocation: true },
).definitions;

/** A subgraph whose `@cacheControl` composition carries, or why it cannot. */
export interface CarriedCacheControl {
  readonly subgraph: ParsedSubgraph;
  readonly problems: readonly Problem[];
}

/**
 * Has composition carry a subgraph's `@cacheControl` into the supergraph, which it does for what is linked and composed
 * (`@composeDirective`). Subgraphs write it as for Apollo Server, with or without its definition.
 *
 * @returns A warning, `CACHE_CONTROL_NOT_CARRIED`, for a subgraph without federation v2.1 or later: what it says is lost.
 */
export function carryCacheControl(subgraph: ParsedSubgraph): CarriedCacheControl {
  const { document } = subgraph;
  const use = firstUse(document);
  const kept = document.definitions.filter((definition) => !isOwnDefinition(definition));
  if (use === undefined && kept.length === document.definitions.length) return { subgraph, problems: [] };
  const federation = readFederation(document);
  if (federation === undefined) {
    return { subgraph, problems: use === undefined ? [] : [notCarried(subgraph, use)] };
  }
  const linked = federation.isLinked ? [] : linkNodes(federation.composeDirective);
  const added = use === undefined && !federation.isLinked ? [] : [...linked, ...definitions];
  return { subgraph: { ...subgraph, document: { ...document, definitions: [...kept, ...added] } }, problems: [] };
}

function isOwnDefinition(definition: DefinitionNode): boolean {
  return (
    (definition.kind === Kind.DIRECTIVE_DEFINITION && definition.name.value === DIRECTIVE) ||
    (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === APOLLO_SCOPE)
  );
}

type Use = Parameters<typeof positionOf>[0];

function firstUse(document: DocumentNode): Use | undefined {
  let found: Use | undefined;
  visit(document, {
    Directive(node) {
      if (node.name.value === DIRECTIVE) found ??= node;
    },
  });
  return found;
}

interface Federation {
  /** What the subgraph calls `@composeDirective`. */
  readonly composeDirective: string;
  /** Whether it links and composes `@cacheControl` itself. */
  readonly isLinked: boolean;
}

/** Undefined without federation v2.1 or later. */
function readFederation(document: DocumentNode): Federation | undefined {
  let composeDirective: string | undefined;
  let isLinked = false;
  for (const node of document.definitions.filter(isSchemaNode).flatMap((schema) => schema.directives ?? [])) {
    const args = new Map(node.arguments?.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
    const url = String(args.get('url') ?? '');
    const version = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.(\d+)$/.exec(url)?.[1];
    const imports = importsOf(args.get('import'));
    if (version !== undefined && Number(version) >= 1) {
      composeDirective =
        imports.get('@composeDirective') ?? `@${String(args.get('as') ?? 'federation')}__composeDirective`;
    }
    isLinked ||= url !== '' && imports.get(`@${DIRECTIVE}`) === `@${DIRECTIVE}`;
  }
  return composeDirective === undefined ? undefined : { composeDirective, isLinked };
}

/** Name in the specification -> name in the subgraph. */
function importsOf(value: unknown): ReadonlyMap<string, string> {
  const entries = Array.isArray(value) ? value : [];
  return new Map(
    entries.map((entry) =>
      typeof entry === 'string' ? [entry, entry] : [String(entry?.name), String(entry?.as ?? entry?.name)],
    ),
  );
}

function linkNodes(composeDirective: string): readonly DefinitionNode[] {
  return parse(
    `extend schema @link(url: "${LINK}", import: ["@${DIRECTIVE}"]) ${composeDirective}(name: "@${DIRECTIVE}")`,
    { noLocation: true },
  ).definitions;
}

function notCarried({ source }: ParsedSubgraph, use: Use): Problem {
  return {
    code: 'CACHE_CONTROL_NOT_CARRIED',
    severity: 'warning',
    message: `"@${DIRECTIVE}" of subgraph "${source.name}" is lost: it does not link federation v2.1 or later`,
    hint: 'Link federation v2, or send Cache-Control with the answers',
    ...positionOf(use),
  };
}
