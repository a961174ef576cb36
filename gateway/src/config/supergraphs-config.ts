import { z } from 'zod';
import { wsdlConfig } from './wsdl-config.js';

/** Where composed supergraphs are kept. */
export const supergraphsConfig = z.strictObject({
  dir: z
    .string()
    .min(1)
    .default('./schema/supergraphs')
    .describe(
      'Folder of the composed supergraphs, one `NAME.graphql` per client graph. `facet compose` writes it, `facet serve` reads it.',
    ),
  wsdl: wsdlConfig
    .prefault({})
    .describe('What composing may read of WSDLs and of what they import. Serving reads none.'),
});

/** Where composed supergraphs are kept, as an absolute path. */
export type SupergraphsConfig = Readonly<z.infer<typeof supergraphsConfig>>;
