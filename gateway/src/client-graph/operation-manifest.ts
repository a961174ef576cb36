import { z } from 'zod';

/** One persisted operation. */
export interface ManifestOperation {
  /** What clients send instead of the text. */
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  /** The document that is run for the id: this operation, and the fragments it uses. */
  readonly body: string;
}

/** The operations of one version of one client app, in the form of Apollo's persisted query manifests. */
export interface OperationManifest {
  readonly format: 'apollo-persisted-query-manifest';
  readonly version: 1;
  readonly operations: readonly ManifestOperation[];
}

/** A manifest, or what is wrong with its text. */
export type ManifestResult =
  | { readonly kind: 'parsed'; readonly manifest: OperationManifest }
  | { readonly kind: 'refused'; readonly message: string };

/** Longest id that a manifest may give. A SHA-256 has 64 characters. */
export const maxIdLength = 256;

/** Keys that are not known are let be: other tools write more than is needed here. */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1).max(maxIdLength),
      name: z.string().min(1),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string().min(1),
    }),
  ),
});

/** Reads a manifest. */
export function parseManifest(text: string): ManifestResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'refused', message: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const result = manifestSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? 'the manifest' : issue.path.join('.');
    return { kind: 'refused', message: `${place}: ${issue?.message ?? 'it has another form'}` };
  }
  return { kind: 'parsed', manifest: result.data };
}

/** A manifest as it is written to a file. */
export function printManifest(manifest: OperationManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
