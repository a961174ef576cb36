import { z } from 'zod';

/** Compression of answers. */
export const compressionConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'Whether answers are compressed for clients that ask for it. Switch it off where a load balancer or CDN does it.',
    ),
  minBytes: z.int().min(0).max(104_857_600).default(1_024).describe('Smaller answers, in bytes, are sent as they are.'),
});
