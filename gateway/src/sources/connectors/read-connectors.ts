import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import type { ConnectorDefinition, ConnectorProtocol, ConnectorSource } from './connector.js';
import { isJsonObject } from './json.js';

/** Everything a supergraph says about the connectors of one subgraph. */
export interface ConnectorsSubgraph {
  readonly name: string;
  /** Name of its `join__Graph` value. */
  readonly graph: string;
  readonly sources: readonly ConnectorSource[];
  readonly connectors: readonly ConnectorDefinition[];
  /** The connector specifications it links. */
  readonly links: readonly ConnectorLink[];
}

/** One `@link` of a subgraph to a connector specification. */
export interface ConnectorLink {
  readonly protocol: ConnectorProtocol;
  /** `v0.3`. */
  readonly version: string;
  /** Whether it imports the directive for sources, under whatever name. */
  readonly importsSource: boolean;
}

/**
 * Finds the subgraphs of a supergraph that are answered by connectors: those that link a connector specification.
 *
 * Spec: join v0.5, `@join__directive`.
 *
 * @param supergraph Composed SDL; for SOAP with the directives as composition of this project writes them.
 */
export function readConnectors(
  supergraph: DocumentNode,
  protocols: readonly ConnectorProtocol[],
): readonly ConnectorsSubgraph[] {
  return readGraphs(supergraph).flatMap(({ name, graph }) => {
    const links = readLinks(supergraph, graph, protocols);
    return links.length === 0 ? [] : [readSubgraph(supergraph, { name, graph, links })];
  });
}

interface NamedLink extends ConnectorLink {
  /** What the subgraph calls the two directives. */
  readonly connectorName: string;
  readonly sourceName: string;
}

function readSubgraph(
  supergraph: DocumentNode,
  { name, graph, links }: { readonly name: string; readonly graph: string; readonly links: readonly NamedLink[] },
): ConnectorsSubgraph {
  const sources = schemaNodes(supergraph).flatMap((node) =>
    joinDirectives(node, graph).flatMap((applied): ConnectorSource[] => {
      const link = links.find(({ sourceName }) => sourceName === applied.name);
      const sourceName = String(applied.args['name'] ?? '');
      if (link === undefined) return [];
      const { protocol } = link;
      const version = protocol.mappingVersion(link.version);
      return [{ directive: protocol.sourceDirective, subgraph: name, name: sourceName, args: applied.args, version }];
    }),
  );
  const connectors = supergraph.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const typeName = node.name.value;
    const onFields = (node.fields ?? []).flatMap((field) =>
      readPlace(field, { typeName, fieldName: field.name.value, name, graph, links }),
    );
    return [...readPlace(node, { typeName, fieldName: undefined, name, graph, links }), ...onFields];
  });
  return { name, graph, sources, connectors, links };
}

interface Place {
  readonly typeName: string;
  readonly fieldName: string | undefined;
  readonly name: string;
  readonly graph: string;
  readonly links: readonly NamedLink[];
}

function readPlace(node: DefinitionNode | FieldDefinitionNode, place: Place): ConnectorDefinition[] {
  const { typeName, fieldName, name, graph, links } = place;
  const element = fieldName === undefined ? typeName : `${typeName}.${fieldName}`;
  const applied = joinDirectives(node, graph).flatMap(({ name: applied, args }) => {
    const link = links.find(({ connectorName }) => connectorName === applied);
    if (link === undefined) return [];
    return [{ directive: link.protocol.directive, args, version: link.protocol.mappingVersion(link.version) }];
  });
  return applied.map(({ directive, args, version }, index) => ({
    directive,
    subgraph: name,
    coordinate: `${name}:${element}@${directive}[${index}]`,
    typeName,
    fieldName,
    sourceName: typeof args['source'] === 'string' ? args['source'] : undefined,
    args,
    version,
  }));
}

/** What a subgraph calls a specification's directives follows from how it links the specification (link v1.0). */
function readLinks(
  supergraph: DocumentNode,
  graph: string,
  protocols: readonly ConnectorProtocol[],
): readonly NamedLink[] {
  const links = schemaNodes(supergraph).flatMap((node) =>
    joinDirectives(node, graph).filter(({ name }) => name === 'link'),
  );
  return links.flatMap(({ args }) => {
    const url = String(args['url'] ?? '');
    const protocol = protocols.find(({ specification }) => url.startsWith(specification));
    if (protocol === undefined) return [];
    const localName = (directive: string): string => localDirectiveName(directive, url, args);
    return [
      {
        protocol,
        version: url.slice(protocol.specification.length),
        importsSource: JSON.stringify(args['import'] ?? []).includes(`"@${protocol.sourceDirective}"`),
        connectorName: localName(protocol.directive),
        sourceName: localName(protocol.sourceDirective),
      },
    ];
  });
}

function localDirectiveName(directive: string, url: string, args: Readonly<Record<string, unknown>>): string {
  const imports: readonly unknown[] = Array.isArray(args['import']) ? args['import'] : [];
  for (const item of imports) {
    if (item === `@${directive}`) return directive;
    if (!isJsonObject(item) || item['name'] !== `@${directive}`) continue;
    return typeof item['as'] === 'string' ? item['as'].slice(1) : directive;
  }
  const specification = /\/([^/]+)\/v[0-9.]+$/.exec(url)?.[1] ?? '';
  const namespace = typeof args['as'] === 'string' ? args['as'] : specification;
  return directive === specification ? namespace : `${namespace}__${directive}`;
}

interface AppliedDirective {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function joinDirectives(node: DefinitionNode | FieldDefinitionNode, graph: string): AppliedDirective[] {
  return (('directives' in node ? node.directives : undefined) ?? [])
    .filter((directive) => directive.name.value === 'join__directive')
    .map((directive) => readArguments(directive as ConstDirectiveNode))
    .filter(({ graphs }) => Array.isArray(graphs) && graphs.includes(graph))
    .map(({ name, args }) => ({ name: String(name), args: isJsonObject(args) ? args : {} }));
}

function readArguments(directive: ConstDirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}

function schemaNodes(supergraph: DocumentNode): DefinitionNode[] {
  return supergraph.definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
}

function readGraphs(supergraph: DocumentNode): ReadonlyArray<{ readonly name: string; readonly graph: string }> {
  const graphs = supergraph.definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return [];
  return (graphs.values ?? []).map((value) => {
    const applied = value.directives?.find((directive) => directive.name.value === 'join__graph');
    const name = applied === undefined ? undefined : readArguments(applied)['name'];
    return { graph: value.name.value, name: typeof name === 'string' ? name : value.name.value };
  });
}
