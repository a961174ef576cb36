import { type DocumentNode, visit } from 'graphql';

/**
 * Has V8 know the names of a supergraph as strings of one byte per character, before anything else makes them known.
 *
 * V8 keeps one string for each name that is a key anywhere, and `JSON.parse()` takes that one for short values, too, such
 * as those of `__typename`. It may be one of two bytes per character: a piece of a text with any character beyond Latin-1,
 * as of an SDL with a typographic quote in a description, or of one that `Array.join()` put together of names that were keys
 * already, as printers of schemas do. All text that such a name becomes a part of then takes twice the memory, and longer to
 * compare and to send.
 *
 * @returns What has to be kept as long as the names are in use.
 */
export function internNames(document: DocumentNode): object {
  const names = new Set<string>();
  visit(document, { Name: ({ value }) => void names.add(value) });
  // Keys of JSON have as many bytes as they need, whatever the text around them has; names need no escapes. As keys of an
  // object that is made in any other way they would become known as they are.
  return JSON.parse(`{${[...names].map((name) => `"${name}":0`).join(',')}}`);
}
