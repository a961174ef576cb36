import { z } from 'zod';

const DAY = 86_400;

/** Operations that are answered without their sources, `staticResponses` of `facet.bff.yaml`. */
export const staticResponsesConfig = z
  .array(
    z
      .strictObject({
        operation: z
          .string()
          .regex(/^[_A-Za-z][_0-9A-Za-z]*$/)
          .optional()
          .describe('Name of the operation, a query. Either this or `id`.'),
        id: z
          .string()
          .min(1)
          .max(256)
          .optional()
          .describe('Id of the persisted operation: this one text of it, and no other of the same name.'),
        when: z
          .enum(['always', 'maintenance'])
          .describe(
            'When it is given. `maintenance`: while one of the sources that the operation needs is in maintenance, see `sources.each.<name>.maintenance`.',
          ),
        data: z
          .record(z.string(), z.unknown().describe('A field at the root, by the name the operation gives it.'))
          .optional()
          .describe('What is answered, as under `data` of an answer. Either this or `file`.'),
        file: z.string().min(1).optional().describe('JSON file with what is answered.'),
        maxAgeSeconds: z
          .int()
          .min(0)
          .max(30 * DAY)
          .default(0)
          .describe('How long clients and CDNs may keep it, in seconds. 0: not at all.'),
      })
      .refine(({ operation, id }) => (operation === undefined) !== (id === undefined), {
        error: 'Must have either "operation" or "id"',
        when: ({ value }) => typeof value === 'object' && value !== null,
      })
      .refine(({ data, file }) => (data === undefined) !== (file === undefined), {
        error: 'Must have either "data" or "file"',
        when: ({ value }) => typeof value === 'object' && value !== null,
      }),
  )
  .max(1000);

/** Operations that are answered without their sources, defaults filled in. */
export type StaticResponsesConfig = Readonly<z.infer<typeof staticResponsesConfig>>;
