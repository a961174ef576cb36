import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type SchemaDefinitionNode,
  type StringValueNode,
  visit,
} from 'graphql';

/**
 * Specifications the planner reads itself; everything else that a supergraph links is lifted out before planning.
 * `for: EXECUTION` features that the planner does not know make it refuse the whole supergraph.
 */
const plannerSpecs: ReadonlySet<string> = new Set(['link', 'core', 'join', 'tag', 'inaccessible', 'context']);

/** One application of a directive, at the place it was found. */
export interface LiftedDirective {
  /** `Type`, `Type.field`, `Type.field(argument:)`, or `schema`. */
  readonly coordinate: string;
  readonly node: DirectiveNode;
  /** Name of its specification, such as `connect`. */
  readonly spec: string;
}

/** What `liftDirectives` makes of a supergraph. */
export interface LiftedSupergraph {
  /** The supergraph without what was lifted. */
  readonly document: DocumentNode;
  /** Lifted directives by the name their specification gives them (`requiresScopes`, `join__directive`, …). */
  readonly directives: ReadonlyMap<string, readonly LiftedDirective[]>;
}

/** What a name in this document is called in its specification. */
interface SpecName {
  readonly spec: string;
  readonly name: string;
}

const joinDirective: SpecName = { spec: 'join', name: 'join__directive' };

interface LinkedSpec {
  readonly name: string;
  /** Directive or type name in this document -> name in the specification. */
  readonly imports: ReadonlyMap<string, string>;
  readonly prefix: string;
}

/**
 * Takes the directives of every specification that the planner does not know out of a supergraph (authenticated,
 * requiresScopes, policy, cost, listSize, cacheTag, connect, soap and whatever else is linked), their definitions and
 * `@link`s included, and returns them beside what is left. `@join__directive` goes with them: only sources read it.
 *
 * Spec: https://specs.apollo.dev/link/v1.0, sections "Name Conventions" and "@link".
 */
export function liftDirectives(document: DocumentNode): LiftedSupergraph {
  const foreign = foreignSpecs(document);
  const origin = (name: string): SpecName | undefined => nameInSpec(name, foreign);
  const directives = new Map<string, LiftedDirective[]>();
  const lift = (name: string, lifted: LiftedDirective): void => {
    const list = directives.get(name);
    if (list === undefined) {
      directives.set(name, [lifted]);
    } else {
      list.push(lifted);
    }
  };
  const left = visit(document, {
    DirectiveDefinition: (node) => (origin(node.name.value) === undefined ? undefined : null),
    ScalarTypeDefinition: (node) => (origin(node.name.value) === undefined ? undefined : null),
    EnumTypeDefinition: (node) => (origin(node.name.value) === undefined ? undefined : null),
    InputObjectTypeDefinition: (node) => (origin(node.name.value) === undefined ? undefined : null),
    Directive: (node, _key, _parent, _path, ancestors) => {
      if (isLinkOf(node, foreign)) {
        return null;
      }
      const found = node.name.value === 'join__directive' ? joinDirective : origin(node.name.value);
      if (found === undefined) {
        return undefined;
      }
      lift(found.name, { coordinate: coordinateOf(ancestors), node, spec: found.spec });
      return null;
    },
  });
  return { document: left, directives };
}

function foreignSpecs(document: DocumentNode): readonly LinkedSpec[] {
  const specs: LinkedSpec[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) {
      continue;
    }
    for (const link of definition.directives ?? []) {
      const spec = link.name.value === 'link' ? readLink(link) : undefined;
      if (spec !== undefined && !plannerSpecs.has(spec.name)) {
        specs.push(spec);
      }
    }
  }
  return specs;
}

function readLink(link: DirectiveNode): LinkedSpec | undefined {
  const url = stringArgument(link, 'url');
  const name = url === undefined ? undefined : specNameOfUrl(url);
  if (name === undefined) {
    return undefined;
  }
  const imports = new Map<string, string>();
  const importArgument = link.arguments?.find((argument) => argument.name.value === 'import')?.value;
  for (const item of importArgument?.kind === Kind.LIST ? importArgument.values : []) {
    if (item.kind === Kind.STRING) {
      imports.set(bare(item.value), bare(item.value));
    } else if (item.kind === Kind.OBJECT) {
      const field = (key: string): string | undefined =>
        item.fields.find(
          (f): f is typeof f & { value: StringValueNode } => f.name.value === key && f.value.kind === Kind.STRING,
        )?.value.value;
      const original = field('name');
      if (original !== undefined) {
        imports.set(bare(field('as') ?? original), bare(original));
      }
    }
  }
  return { name, imports, prefix: stringArgument(link, 'as') ?? name };
}

/** `https://specs.apollo.dev/connect/v0.3` -> `connect`. */
export function specNameOfUrl(url: string): string | undefined {
  return /\/([A-Za-z_][\w-]*)\/v\d+\.\d+\/?$/.exec(url)?.[1];
}

function bare(name: string): string {
  return name.startsWith('@') ? name.slice(1) : name;
}

function nameInSpec(name: string, specs: readonly LinkedSpec[]): SpecName | undefined {
  for (const spec of specs) {
    const imported = spec.imports.get(name);
    if (imported !== undefined) {
      return { spec: spec.name, name: imported };
    }
    if (name === spec.prefix) {
      return { spec: spec.name, name: spec.name };
    }
    if (name.startsWith(`${spec.prefix}__`)) {
      return { spec: spec.name, name: name.slice(spec.prefix.length + 2) };
    }
  }
  return undefined;
}

function isLinkOf(node: DirectiveNode, foreign: readonly LinkedSpec[]): boolean {
  if (node.name.value !== 'link') {
    return false;
  }
  const spec = readLink(node);
  return spec !== undefined && foreign.some((candidate) => candidate.name === spec.name);
}

function stringArgument(node: DirectiveNode, name: string): string | undefined {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The coordinate of what a directive stands at, from the nodes above it. */
export function coordinateOf(ancestors: ReadonlyArray<unknown>): string {
  const names: string[] = [];
  for (const ancestor of ancestors) {
    if (isNamed(ancestor)) {
      names.push(ancestor.name.value);
    }
  }
  const [type, field, argument] = names;
  if (type === undefined) {
    return 'schema';
  }
  if (field === undefined) {
    return type;
  }
  return argument === undefined ? `${type}.${field}` : `${type}.${field}(${argument}:)`;
}

function isNamed(node: unknown): node is { readonly name: { readonly value: string } } & Partial<SchemaDefinitionNode> {
  return typeof node === 'object' && node !== null && 'name' in node && 'kind' in node && node.kind !== Kind.DIRECTIVE;
}
