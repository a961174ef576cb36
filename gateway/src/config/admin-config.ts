import { z } from 'zod';

/** The admin listener: health and readiness, for operators only. */
export const adminConfig = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address or name to listen on. Keep it off the networks that clients come from.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(4001)
    .describe('TCP port to listen on. 0 takes a free one, which the log then names.'),
});

/** The admin listener’s settings, defaults filled in. */
export type AdminConfig = Readonly<z.infer<typeof adminConfig>>;
