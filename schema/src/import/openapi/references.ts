import { ImportError } from '../import-error.js';
import type { OpenApiDocuments } from './documents.js';
import { isObject, ownValue } from './json-node.js';

/** A value in a document. */
export interface Located {
  readonly value: unknown;
  /** Location of the document that it stands in, which its references start from. */
  readonly document: string;
  /** What the last reference on the way here called it: `Pet` for `#/components/schemas/Pet` and for `Pet.yaml`. */
  readonly name?: string | undefined;
}

/** Most references from one to the next; a longer chain leads nowhere. */
const maxChain = 50;

/** Follows the references of a set of documents. */
export class References {
  readonly #documents: OpenApiDocuments;

  constructor(documents: OpenApiDocuments) {
    this.#documents = documents;
  }

  /** The first document. */
  root(): Located {
    const { entry, byLocation } = this.#documents;
    return { value: byLocation.get(entry), document: entry };
  }

  /**
   * Follows `$ref` until there is none.
   *
   * @throws {ImportError} IMPORT_INVALID for a reference that leads nowhere, or to itself.
   */
  resolve(at: Located): Located {
    let current = at;
    for (let steps = 0; steps <= maxChain; steps += 1) {
      const reference = ownValue(current.value, '$ref');
      if (typeof reference !== 'string') return current;
      current = this.#target(current.document, reference);
    }
    const reference = String(ownValue(at.value, '$ref'));
    throw new ImportError(
      'IMPORT_INVALID',
      `${at.document}: "$ref" to "${reference}" leads from one to the next without an end`,
    );
  }

  /** What is at a key of a located object; it may be a reference itself. Its name is not that of its parent. */
  child(at: Located, key: string): Located {
    return { value: ownValue(at.value, key), document: at.document };
  }

  #target(from: string, reference: string): Located {
    const [file = '', fragment = ''] = reference.split('#', 2);
    const document = file === '' ? from : this.#documents.locate(from, file);
    const root = this.#documents.byLocation.get(document);
    const value = fragment === '' ? root : pointedAt(root, fragment);
    if (value === undefined) {
      throw new ImportError('IMPORT_INVALID', `${from}: "$ref" to "${reference}" leads to nothing`);
    }
    return { value, document, name: nameOf(file, fragment) };
  }
}

/** Spec: RFC 6901; a fragment without a slash is an `$anchor` of JSON Schema. */
function pointedAt(root: unknown, fragment: string): unknown {
  if (!fragment.startsWith('/')) return findAnchor(root, fragment);
  let value = root;
  for (const token of fragment.slice(1).split('/')) {
    const key = decode(token).replaceAll('~1', '/').replaceAll('~0', '~');
    value = Array.isArray(value) && /^\d+$/.test(key) ? value[Number(key)] : ownValue(value, key);
  }
  return value;
}

function findAnchor(root: unknown, anchor: string): unknown {
  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next);
    if (!isObject(next)) continue;
    if (ownValue(next, '$anchor') === anchor) return next;
    open.push(...Object.values(next));
  }
  return undefined;
}

function nameOf(file: string, fragment: string): string | undefined {
  const last = fragment.startsWith('/') ? fragment.split('/').at(-1) : fragment;
  if (last !== undefined && last !== '') {
    const name = decode(last).replaceAll('~1', '/').replaceAll('~0', '~');
    // "schema", "items", "0": a place within something else has no name of its own.
    return /^(?:schema|items|allOf|oneOf|anyOf|properties|\d+)$/.test(name) ? undefined : name;
  }
  const base = file.split('/').at(-1)?.split('?', 1)[0];
  return base?.replace(/\.(?:json|ya?ml)$/i, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone "%" is meant as it stands.
    return text;
  }
}
