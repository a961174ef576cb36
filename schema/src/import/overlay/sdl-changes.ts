import { type DefinitionNode, Kind, parse, print, stripIgnoredCharacters } from 'graphql';

/** One element that differs between two versions of a subgraph. */
export interface SdlChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `Query.pet`, `Pet`, `schema`. */
  readonly element: string;
  /** What it is now, or was: `pet(id: ID!): Pet`. Both, when that is what changed. */
  readonly detail: string;
}

/** What an element says: to readers of a diff, and in full. */
interface Element {
  readonly signature: string;
  readonly whole: string;
}

/**
 * The elements in which two SDL documents differ, in the order of the new one, what is gone last. Layout, comments and
 * order do not count; of a type that is new or gone the members are not named.
 *
 * @throws {GraphQLError} when one of them does not parse.
 */
export function sdlChanges(before: string, after: string): readonly SdlChange[] {
  const old = elementsOf(before);
  const now = elementsOf(after);
  const isPartOf = (name: string, elements: ReadonlyMap<string, Element>) =>
    name.includes('.') && !elements.has(name.split('.')[0] ?? '');
  const changes = [...now].flatMap(([element, { signature, whole }]): SdlChange[] => {
    const earlier = old.get(element);
    if (earlier === undefined) return isPartOf(element, old) ? [] : [{ kind: 'added', element, detail: signature }];
    if (earlier.whole === whole) return [];
    const isPlain = earlier.signature !== signature;
    const detail = isPlain ? `${earlier.signature} -> ${signature}` : 'description or directives';
    return [{ kind: 'changed', element, detail }];
  });
  const gone = [...old].flatMap(([element, { signature }]): SdlChange[] =>
    now.has(element) || isPartOf(element, now) ? [] : [{ kind: 'removed', element, detail: signature }],
  );
  return [...changes, ...gone];
}

/** Changes as lines: `+ Query.pet: pet(id: ID!): Pet`. */
export function printChanges(changes: readonly SdlChange[]): string {
  const signs = { added: '+', removed: '-', changed: '~' };
  return changes.map(({ kind, element, detail }) => `${signs[kind]} ${element}: ${detail}\n`).join('');
}

function elementsOf(sdl: string): ReadonlyMap<string, Element> {
  const elements = new Map<string, Element>();
  for (const definition of parse(sdl, { noLocation: true }).definitions) {
    const name = 'name' in definition && definition.name !== undefined ? definition.name.value : 'schema';
    const { head, members } = split(definition);
    elements.set(name, {
      signature: definition.kind.replace(/Type|Definition|Extension/g, '').toLowerCase(),
      whole: print(head),
    });
    for (const member of members) {
      const { description: _description, ...described } = member;
      const bare = stripIgnoredCharacters(print({ ...described, directives: [] }));
      elements.set(`${name}.${member.name.value}`, { signature: bare.replace(/([:,])/g, '$1 '), whole: print(member) });
    }
  }
  return elements;
}

function split(definition: DefinitionNode) {
  if (definition.kind === Kind.SCHEMA_EXTENSION) return { head: definition, members: [] };
  if ('fields' in definition) return { head: { ...definition, fields: [] }, members: definition.fields ?? [] };
  if ('values' in definition) return { head: { ...definition, values: [] }, members: definition.values ?? [] };
  return { head: definition, members: [] };
}
