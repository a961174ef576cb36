import { type DefinitionNode, type DocumentNode, GraphQLError, Kind, parse, print } from 'graphql';

/**
 * Names the elements in which two SDL documents differ: `schema`, `@directive`, `Type`, `Type.member`. A member is
 * named without its type, unless the type differs in something else as well. Order and layout do not count.
 *
 * @returns Sorted; undefined when `found` does not parse.
 */
export function differingElements(found: string, expected: string): readonly string[] | undefined {
  const foundElements = parseElements(found);
  if (foundElements === undefined) return undefined;
  const expectedElements = parseElements(expected) ?? new Map();
  const names = new Set([...foundElements.keys(), ...expectedElements.keys()]);
  const differing = [...names].filter((name) => foundElements.get(name) !== expectedElements.get(name));
  const isWholeType = (name: string) => foundElements.has(name) !== expectedElements.has(name);
  // Of a type that is new or gone, the members say nothing more
  return differing.filter((name) => !name.includes('.') || !isWholeType(name.split('.')[0] ?? '')).sort();
}

function parseElements(sdl: string): Map<string, string> | undefined {
  try {
    return elementsOf(parse(sdl, { noLocation: true }));
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

function elementsOf(document: DocumentNode): Map<string, string> {
  const elements = new Map<string, string>();
  for (const node of document.definitions) {
    const name = nameOf(node);
    const { head, members } = withoutMembers(node);
    elements.set(name, print(head));
    for (const member of members) elements.set(`${name}.${member.name.value}`, print(member));
  }
  return elements;
}

function nameOf(node: DefinitionNode): string {
  if (!('name' in node) || node.name === undefined) return 'schema';
  return node.kind === Kind.DIRECTIVE_DEFINITION ? `@${node.name.value}` : node.name.value;
}

function withoutMembers(node: DefinitionNode) {
  if ('fields' in node) return { head: { ...node, fields: [] }, members: node.fields ?? [] };
  if ('values' in node) return { head: { ...node, values: [] }, members: node.values ?? [] };
  return { head: node, members: [] };
}
