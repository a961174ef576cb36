import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { normalForm } from './normal-form.js';
import type { ManifestOperation, OperationManifest } from './operation-manifest.js';

/** The manifest of one app version, and where it came from. */
export interface NamedManifest {
  /** Path of the file. */
  readonly file: string;
  readonly manifest: OperationManifest;
}

/** The operations of all manifests of a client graph: what clients may name by id. */
export interface PersistedOperations {
  readonly operations: readonly ManifestOperation[];
  /** The operation of an id. */
  byId(id: string): ManifestOperation | undefined;
  /** The operations of one manifest, by the path of its file; undefined when there is none. */
  ofManifest(file: string): readonly ManifestOperation[] | undefined;
  /** Whether a document is one of them in another layout. */
  hasNormalForm(hash: string): boolean;
}

/** No operation at all. */
export const noPersistedOperations: PersistedOperations = {
  operations: [],
  byId: () => undefined,
  ofManifest: () => undefined,
  hasNormalForm: () => false,
};

/**
 * Puts manifests together: an id of any of them is known, whichever app version sends it, since an id stands for one text.
 *
 * @throws {TypeError} When an id stands for two texts, or a body does not parse; the message names the files.
 */
export function createPersistedOperations(manifests: readonly NamedManifest[]): PersistedOperations {
  const known = new Map<string, { readonly operation: ManifestOperation; readonly file: string }>();
  const normalForms = new Set<string>();
  for (const { file, manifest } of manifests) {
    for (const operation of manifest.operations) {
      const other = known.get(operation.id);
      if (other !== undefined && other.operation.body !== operation.body) {
        throw new TypeError(`The id "${operation.id}" stands for one text in "${other.file}" and another in "${file}"`);
      }
      if (other === undefined) {
        known.set(operation.id, { operation, file });
        normalForms.add(hashOfBody(operation, file));
      }
    }
  }
  return {
    operations: [...known.values()].map(({ operation }) => operation),
    byId: (id) => known.get(id)?.operation,
    ofManifest: (path) => manifests.find(({ file }) => file === path)?.manifest.operations,
    hasNormalForm: (hash) => normalForms.has(hash),
  };
}

/** What a normal form is known by. */
export function normalFormHash(normalized: string): string {
  return createHash('sha256').update(normalized).digest('base64url');
}

function hashOfBody({ id, body }: ManifestOperation, file: string): string {
  try {
    return normalFormHash(normalForm(parse(body, { noLocation: true })));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`The body of "${id}" in "${file}" does not parse: ${reason}`, { cause: error });
  }
}
