import { parseTagFormat, type TagFormat } from '@facet/schema/tag-format';
import {
  type DirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { type LiftedDirective, specNameOfUrl } from './lift-directives.js';

/** How the things of a supergraph are named when what is cached of them is invalidated. */
export interface CacheTagRules {
  /** What `@cacheTag` says, by `Type` for entities and `Type.field` for root fields. */
  readonly formats: ReadonlyMap<string, readonly SourcedFormat[]>;
  /** Every `@key` of each entity type, by the type's name, each once. */
  readonly keys: ReadonlyMap<string, readonly KeyFields[]>;
  /** Names of the sources that have a type, by its name, as far as the supergraph says. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
}

/** One `@cacheTag`, and whose it is. */
export interface SourcedFormat {
  readonly format: TagFormat;
  /** Names of the sources that declare it. */
  readonly sources: ReadonlySet<string>;
}

/** The fields of one `@key`, in the order of their names; those of an object with its own. */
export type KeyFields = ReadonlyMap<string, KeyFields | undefined>;

/** What `readCacheTags` reads. */
export interface CacheTagParts {
  readonly document: DocumentNode;
  /** As `liftDirectives` gives them. */
  readonly directives: ReadonlyMap<string, readonly LiftedDirective[]>;
  readonly subgraphs: ReadonlyArray<{ readonly name: string; readonly enumValue: string }>;
}

/**
 * Reads `@cacheTag` and `@key` of a supergraph. A format that cannot be read is left out: composition refuses it.
 *
 * Spec: https://specs.apollo.dev/cacheTag/v0.1; composed as `@join__directive`.
 */
export function readCacheTags({ document, directives, subgraphs }: CacheTagParts): CacheTagRules {
  const names = new Map(subgraphs.map(({ name, enumValue }) => [enumValue, name]));
  const formats = new Map<string, SourcedFormat[]>();
  const directiveNames = cacheTagNamesIn(document);
  for (const { coordinate, node } of directives.get('join__directive') ?? []) {
    const { name, graphs, args } = argumentsOf(node);
    const text = typeof args === 'object' && args !== null ? (args as { format?: unknown }).format : undefined;
    if (typeof name !== 'string' || !directiveNames.has(name) || typeof text !== 'string') {
      continue;
    }
    const format = parseTagFormat(text);
    if (typeof format === 'string') {
      continue;
    }
    const sources = new Set((Array.isArray(graphs) ? graphs : []).flatMap((graph) => names.get(String(graph)) ?? []));
    formats.set(coordinate, [...(formats.get(coordinate) ?? []), { format, sources }]);
  }
  return { formats, ...readTypes(document, names) };
}

/** What `@join__directive` calls `@cacheTag`: that depends on how subgraphs and supergraph link it. */
function cacheTagNamesIn(document: DocumentNode): ReadonlySet<string> {
  const names = new Set(['cacheTag', 'federation__cacheTag', 'cacheTag__cacheTag']);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) {
      continue;
    }
    for (const link of definition.directives ?? []) {
      const { url, as } = argumentsOf(link);
      if (link.name.value === 'link' && typeof as === 'string' && specNameOfUrl(String(url)) === 'cacheTag') {
        names.add(as).add(`${as}__cacheTag`);
      }
    }
  }
  return names;
}

function readTypes(
  document: DocumentNode,
  names: ReadonlyMap<string, string>,
): Pick<CacheTagRules, 'keys' | 'sources'> {
  const keys = new Map<string, Map<string, KeyFields>>();
  const sources = new Map<string, Set<string>>();
  for (const definition of document.definitions) {
    if (!isTypeDefinitionNode(definition)) {
      continue;
    }
    const type = definition.name.value;
    for (const directive of definition.directives ?? []) {
      if (directive.name.value !== 'join__type' && directive.name.value !== 'join__owner') {
        continue;
      }
      const { key, graph } = argumentsOf(directive);
      const source = names.get(String(graph));
      if (source !== undefined) {
        sources.set(type, (sources.get(type) ?? new Set()).add(source));
      }
      if (typeof key === 'string') {
        const fields = keyFields(key);
        keys.set(type, (keys.get(type) ?? new Map<string, KeyFields>()).set(keyText(fields), fields));
      }
    }
  }
  return { keys: new Map([...keys].map(([type, ofType]) => [type, [...ofType.values()]])), sources };
}

/** Reads the text of a `@key(fields:)`. */
function keyFields(text: string): KeyFields {
  const { definitions } = parse(/^\s*\{/.test(text) ? text : `{${text}}`, { noLocation: true });
  const [definition] = definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? fieldsOf(definition.selectionSet) : new Map();
}

function fieldsOf({ selections }: SelectionSetNode): KeyFields {
  const fields = new Map<string, KeyFields | undefined>();
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD && selection.name.value !== '__typename') {
      fields.set(selection.name.value, selection.selectionSet && fieldsOf(selection.selectionSet));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      for (const [name, below] of fieldsOf(selection.selectionSet)) {
        fields.set(name, below);
      }
    }
  }
  return new Map([...fields].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A key as text: `id org { id }`, in the order of names. */
export function keyText(fields: KeyFields): string {
  return [...fields].map(([name, below]) => (below === undefined ? name : `${name} { ${keyText(below)} }`)).join(' ');
}

function argumentsOf(node: DirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries((node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
