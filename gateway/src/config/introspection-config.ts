import { z } from 'zod';

/** Who may see a client graph’s schema, `introspection` of `facet.bff.yaml`. */
export const introspectionConfig = z.strictObject({
  allow: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe(
      'Whether everybody may introspect, and gets suggestions (“Did you mean …?”) in errors. `auto`: unless NODE_ENV is `production`.',
    ),
  scope: z
    .string()
    .min(1)
    .optional()
    .describe('Scope whose bearers may introspect, and get suggestions, whatever `allow` says.'),
  warnOnly: z
    .boolean()
    .default(false)
    .describe('Let everybody introspect, and only log and count who otherwise could not.'),
});

/** Settings of introspection, defaults filled in. */
export type IntrospectionConfig = Readonly<z.infer<typeof introspectionConfig>>;
