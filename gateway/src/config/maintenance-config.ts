import { z } from 'zod';

/** A source that is not to be called for a while, `sources.each.<name>.maintenance`. */
export const maintenanceConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether it is in maintenance; `false` keeps the rest for the next time. Read again when it changes.'),
  message: z
    .string()
    .min(1)
    .max(500)
    .default('A service behind this graph is in maintenance')
    .describe('Message of the error that clients get for fields of this source.'),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'When it ends, by itself, such as `2026-11-01T04:00:00Z`; clients are told how many seconds that is. Absent: when it is taken out of the file.',
    ),
});

/** A source’s maintenance, defaults filled in. */
export type MaintenanceConfig = Readonly<z.infer<typeof maintenanceConfig>>;
