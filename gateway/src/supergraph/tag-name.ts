import { type DirectiveNode, type DocumentNode, Kind, type ValueNode } from 'graphql';
import { specNameOfUrl } from './lift-directives.js';

/**
 * The name that `@tag` has in a supergraph: subgraphs that import it under another name have it there too.
 *
 * Spec: https://specs.apollo.dev/link/v1.0, sections "Name Conventions" and "@link".
 *
 * @returns Without `@`; `tag` when the supergraph does not link it.
 */
export function tagNameIn(document: DocumentNode): string {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION) {
      for (const link of definition.directives ?? []) {
        if (link.name.value === 'link' && specNameOfUrl(textOf(argument(link, 'url')) ?? '') === 'tag') {
          return importedAs(argument(link, 'import')) ?? textOf(argument(link, 'as')) ?? 'tag';
        }
      }
    }
  }
  return 'tag';
}

function importedAs(imports: ValueNode | undefined): string | undefined {
  for (const item of imports?.kind === Kind.LIST ? imports.values : []) {
    if (item.kind === Kind.OBJECT) {
      const field = (name: string) => textOf(item.fields.find((candidate) => candidate.name.value === name)?.value);
      if (field('name') === '@tag') {
        return field('as')?.replace(/^@/, '');
      }
    } else if (textOf(item) === '@tag') {
      return 'tag';
    }
  }
  return undefined;
}

function argument(node: DirectiveNode, name: string): ValueNode | undefined {
  return node.arguments?.find((candidate) => candidate.name.value === name)?.value;
}

function textOf(value: ValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}
