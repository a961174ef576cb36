import { z } from 'zod';

/** Where composed supergraphs are kept. */
export const supergraphsConfig = z.strictObject({
  dir: z
    .string()
    .min(1)
    .default('./schema/supergraphs')
    .describe(
      'Folder of the composed supergraphs, one `NAME.graphql` per client graph. `facet compose` writes it, `facet serve` reads it.',
    ),
});

/** Where composed supergraphs are kept, as an absolute path. */
export type SupergraphsConfig = Readonly<z.infer<typeof supergraphsConfig>>;
