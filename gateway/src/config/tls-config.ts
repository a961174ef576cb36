import { z } from 'zod';

/** TLS of a listener that asks for no client certificates. */
export const listenerTlsConfig = z.strictObject({
  cert: z
    .string()
    .min(1)
    .describe(
      'PEM file: the listener’s certificate, then those between it and a root. Watched: new connections get what is in it.',
    ),
  key: z.string().min(1).describe('PEM file: the certificate’s private key, not encrypted. Watched like `cert`.'),
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('Oldest version of TLS that is spoken.'),
});

/** TLS of the public listener. */
export const tlsConfig = listenerTlsConfig
  .extend({
    ca: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file: authorities that vouch for clients. Needed with `clientCertificates`. Watched like `cert`.'),
    clientCertificates: z
      .enum(['off', 'request', 'require'])
      .default('off')
      .describe(
        'Whether clients show certificates. `request`: they may; one that no authority vouches for proves nothing. `require`: without a good one the handshake fails.',
      ),
  })
  .refine(({ clientCertificates, ca }) => clientCertificates === 'off' || ca !== undefined, {
    path: ['clientCertificates'],
    message: 'Client certificates need `ca`, or anybody with a certificate for whatever would be let in',
  });

/** TLS of a listener; paths absolute. */
export type ListenerTlsConfig = Readonly<z.infer<typeof listenerTlsConfig>>;
/** TLS of the public listener; paths absolute. */
export type TlsConfig = Readonly<z.infer<typeof tlsConfig>>;
