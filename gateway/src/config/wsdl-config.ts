import { z } from 'zod';

/** What composing may read of WSDLs and of what they import. Serving reads none. */
export const wsdlConfig = z.strictObject({
  allowedHosts: z
    .array(z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/, 'expected a host, or host:port'))
    .default([])
    .describe(
      'Hosts that `facet compose` and `facet check` may fetch WSDLs and schemas from, `example.com` or `example.com:8080`, exactly as in the URL. Others are refused: WSDL_HOST_NOT_ALLOWED.',
    ),
  maxBytes: z
    .int()
    .min(1)
    .max(1_073_741_824)
    .default(16_777_216)
    .describe('Most bytes of one WSDL with everything it imports. Over it: WSDL_TOO_LARGE.'),
  maxDocuments: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Most documents of one WSDL, itself included. Over it: WSDL_TOO_LARGE.'),
});

/** What composing may read of WSDLs and of what they import. */
export type WsdlConfig = Readonly<z.infer<typeof wsdlConfig>>;
