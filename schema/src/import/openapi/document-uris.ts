import { resolveLocation } from '../../wsdl/wsdl-document.js';
import { textAt } from './json-node.js';

/** Stands for the folder of the first document where documents are files. */
const folder = 'file:///';

/**
 * What the documents of a description call themselves, and so each other.
 *
 * Spec: OpenAPI Specification 3.2.0, `$self` and section "Base URI". References are compared with what documents say of
 * themselves; one that means no known document is about the place where the document was read, as it is without `$self`.
 */
export class DocumentUris {
  /** By location. */
  readonly #bases = new Map<string, string>();
  readonly #locations = new Map<string, string>();

  /** Takes a document in. The first of several that call themselves the same counts. */
  add(location: string, content: unknown): void {
    const self = textAt(content, '$self');
    const place = URL.canParse(location) ? location : new URL(encodeURI(location), folder).href;
    const uri = self !== undefined && URL.canParse(self, place) ? withoutFragment(new URL(self, place)) : place;
    this.#bases.set(location, uri);
    if (!this.#locations.has(uri)) this.#locations.set(uri, location);
  }

  /** The location of the document that a reference leads to. @param from Location of the document it stands in. */
  locate(from: string, reference: string): string {
    const base = this.#bases.get(from);
    const uri =
      base !== undefined && URL.canParse(reference, base) ? withoutFragment(new URL(reference, base)) : undefined;
    return (uri === undefined ? undefined : this.#locations.get(uri)) ?? resolveLocation(from, reference);
  }
}

function withoutFragment(url: URL): string {
  url.hash = '';
  return url.href;
}
