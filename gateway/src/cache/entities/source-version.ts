import { hash } from 'node:crypto';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';

/**
 * Tells one version of a source's schema from another, by what a supergraph has of it: its types, their fields and keys, its
 * connectors. Client graphs whose supergraphs differ elsewhere alone (in their own subgraph, or in what a contract hides) have
 * the same one, and so can share what is kept of the source.
 *
 * @param enumValue The source's value of `join__Graph`.
 * @returns 43 characters.
 */
export function sourceVersion(document: DocumentNode, enumValue: string): string {
  const lines: string[] = [];
  for (const definition of document.definitions) {
    if (isTypeDefinitionNode(definition)) {
      lines.push(...typeLines(definition, enumValue));
    } else if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION) {
      lines.push(...joinsOf(definition, enumValue));
    }
  }
  return hash('sha256', lines.sort().join('\n'), 'base64url');
}

/** Of federation itself: which subgraphs there are says nothing of this one. */
const machinery = /^(?:join|link|core)__/;

function typeLines(definition: TypeDefinitionNode, graph: string): readonly string[] {
  const name = definition.name.value;
  if (machinery.test(name) || !isOf(definition, graph)) {
    return [];
  }
  const lines = [definition.kind, ...joinsOf(definition, graph)];
  if ('fields' in definition) {
    for (const field of definition.fields ?? []) {
      if (isOf(field, graph)) {
        lines.push([fieldText(field), ...joinsOf(field, graph)].join(' '));
      }
    }
  }
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    lines.push(...(definition.values ?? []).filter((value) => isOf(value, graph)).map((value) => value.name.value));
  }
  return lines.map((line) => `${name} ${line}`);
}

function fieldText(field: FieldDefinitionNode | InputValueDefinitionNode): string {
  const args = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
  const list = args.map(({ name, type }) => `${name.value}: ${print(type)}`);
  return `${field.name.value}(${list.join(', ')}): ${print(field.type)}`;
}

interface WithDirectives {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** What names no subgraph is of all those that have what it is in. */
function isOf({ directives = [] }: WithDirectives, graph: string): boolean {
  const named = directives.flatMap((directive) => graphOf(directive) ?? []);
  return named.length === 0 || named.includes(graph);
}

/** What the supergraph says of this subgraph there. */
function joinsOf({ directives = [] }: WithDirectives, graph: string): readonly string[] {
  return directives
    .filter((directive) => graphOf(directive) === graph || graphsOf(directive).includes(graph))
    .flatMap((directive) => {
      // Who else has the same directive is left out.
      const args = (directive.arguments ?? []).filter(({ name }) => name.value !== 'graphs' && name.value !== 'graph');
      // That it has the field says nothing: where no other subgraph could have it, it is not said.
      return directive.name.value === 'join__field' && args.length === 0
        ? []
        : [print({ ...directive, arguments: args })];
    });
}

/** `graph` of `@join__type`, `@join__field` and the like. */
function graphOf(directive: ConstDirectiveNode): string | undefined {
  const value = argument(directive, 'graph');
  return directive.name.value.startsWith('join__') && typeof value === 'string' ? value : undefined;
}

/** `graphs` of `@join__directive`. */
function graphsOf(directive: ConstDirectiveNode): readonly unknown[] {
  const value = argument(directive, 'graphs');
  return Array.isArray(value) ? value : [];
}

function argument({ arguments: args = [] }: ConstDirectiveNode, name: string): unknown {
  const found = args.find((each) => each.name.value === name);
  return found && valueFromASTUntyped(found.value);
}
