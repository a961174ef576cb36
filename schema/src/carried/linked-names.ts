import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, valueFromASTUntyped } from 'graphql';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import { isSchemaNode } from '../subgraph/locate-coordinate.js';
import type { CarriedSpec } from './carried-spec.js';

/** How one subgraph names the directives of a specification it links. */
export interface LinkedNames {
  /** Name in the subgraph -> name in the specification. */
  readonly names: ReadonlyMap<string, string>;
  /** What the names of its types begin with, such as `soap__`. */
  readonly prefixes: ReadonlySet<string>;
  /** The `@link` uses themselves. */
  readonly links: ReadonlySet<ConstDirectiveNode>;
  readonly problems: readonly Problem[];
}

/**
 * Reads a subgraph's `@link` of a specification.
 *
 * Imported names are as imported (`import: ["@soap", { name: "@soap", as: "@call" }]`); every directive is also known
 * as `@<namespace>__<directive>`, and the one named like the specification as `@<namespace>`, where the namespace is
 * `as` or else the specification's name. Spec: Apollo link v1.0, sections "@link(as:)" and "@link(import:)".
 *
 * A link is recognised by its URL, not by the name `link`, which a subgraph may change.
 *
 * @returns The names; undefined when the subgraph does not link the specification. Problems: `CARRIED_VERSION_UNKNOWN`,
 *   `CARRIED_IMPORT_UNKNOWN`.
 */
export function readLinkedNames(document: DocumentNode, spec: CarriedSpec): LinkedNames | undefined {
  const names = new Map<string, string>();
  const prefixes = new Set<string>();
  const links = new Set<ConstDirectiveNode>();
  const problems: Problem[] = [];
  for (const node of document.definitions.filter(isSchemaNode).flatMap((schema) => schema.directives ?? [])) {
    const url = argumentOf(node, 'url');
    if (typeof url !== 'string' || !url.startsWith(`${spec.identity}/`)) continue;
    links.add(node);
    const version = url.slice(spec.identity.length + 1);
    if (version !== spec.version) {
      problems.push({
        code: 'CARRIED_VERSION_UNKNOWN',
        message: `Cannot read "${url}": the version understood is "${spec.version}"`,
        ...positionOf(node),
      });
    }
    addNames({ names, prefixes, problems }, node, spec);
  }
  return links.size === 0 ? undefined : { names, prefixes, links, problems };
}

function addNames(
  found: { readonly names: Map<string, string>; readonly prefixes: Set<string>; readonly problems: Problem[] },
  link: ConstDirectiveNode,
  spec: CarriedSpec,
): void {
  const alias = argumentOf(link, 'as');
  const namespace = typeof alias === 'string' ? alias : spec.name;
  found.prefixes.add(`${namespace}__`);
  for (const directive of spec.directives) {
    found.names.set(`${namespace}__${directive}`, directive);
    if (directive === spec.name) found.names.set(namespace, directive);
  }
  const imports = argumentOf(link, 'import');
  for (const entry of Array.isArray(imports) ? imports : []) {
    const name = typeof entry === 'string' ? entry : entry?.name;
    const local = typeof entry === 'string' ? entry : (entry?.as ?? entry?.name);
    if (isDirectiveName(name, spec) && typeof local === 'string') {
      found.names.set(local.replace(/^@/, ''), name.slice(1));
      continue;
    }
    found.problems.push({
      code: 'CARRIED_IMPORT_UNKNOWN',
      message: `Cannot import ${JSON.stringify(name)} from "${spec.identity}": it has ${spec.directives.map((directive) => `"@${directive}"`).join(' and ')}`,
      ...positionOf(link),
    });
  }
}

function isDirectiveName(name: unknown, spec: CarriedSpec): name is `@${string}` {
  return typeof name === 'string' && name.startsWith('@') && spec.directives.includes(name.slice(1));
}

// The link specification's arguments are JSON-like: untyped reading is exact.
// biome-ignore lint/suspicious/noExplicitAny: the shape is what a subgraph's author wrote, and is checked where it is used
function argumentOf(node: ConstDirectiveNode, name: string): any {
  const value: ConstValueNode | undefined = node.arguments?.find((argument) => argument.name.value === name)?.value;
  return value === undefined ? undefined : valueFromASTUntyped(value);
}
