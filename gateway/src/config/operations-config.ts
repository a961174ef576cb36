import { z } from 'zod';

/** Name or version of a client app: what a file or folder name may be made of, so that it is one on every system. */
export const appName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/);

/** The operations of a client graph’s clients, `operations` of `facet.bff.yaml`. */
export const operationsConfig = z
  .strictObject({
    dir: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder of the operations its clients send, `*.graphql` at any depth. `facet check` validates them, `facet operations build` writes their manifest.',
      ),
    app: z
      .strictObject({
        name: appName.describe('What the app calls itself in `apollographql-client-name`.'),
        version: appName.describe(
          'Its version, as in `apollographql-client-version`. A new one gets a manifest of its own.',
        ),
      })
      .optional()
      .describe('The client app, and its version, that the operations in `dir` are of.'),
    manifests: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder of the operation manifests that are served, `<app>/<version>.json`: all of them at once, read again when they change.',
      ),
    require: z
      .enum(['any', 'persisted', 'id'])
      .default('any')
      .describe(
        'Which operations are answered. `any`: all. `persisted`: those of the manifests, by id or as the same text. `id`: those of the manifests, by id alone.',
      ),
    warnOnly: z
      .boolean()
      .default(false)
      .describe(
        'Answer texts that `require` would refuse, and only log and count them. For finding what is in no manifest yet, before it is refused.',
      ),
    critical: z
      .array(z.string().min(1))
      .max(1000)
      .default([])
      .describe(
        'Names of persisted operations that go before all others when the process cannot serve all in time, as those of a client graph with `priority: critical` do. Only requests that name them by id count: what clients call their own texts says nothing.',
      ),
    apq: z
      .boolean()
      .default(true)
      .describe(
        'Whether clients may have texts kept under their hash and send the hash afterwards (automatic persisted queries). Only with `require: any` or `warnOnly`.',
      ),
  })
  .refine(({ require, manifests }) => require === 'any' || manifests !== undefined, {
    path: ['require'],
    message: 'Only persisted operations are to be answered, and `manifests` names no folder of them',
  })
  .refine(({ critical, manifests }) => critical.length === 0 || manifests !== undefined, {
    path: ['critical'],
    message: 'Only persisted operations can be critical, and `manifests` names no folder of them',
  });

/** Settings of a client graph’s operations, defaults filled in. */
export type OperationsConfig = Readonly<z.infer<typeof operationsConfig>>;
