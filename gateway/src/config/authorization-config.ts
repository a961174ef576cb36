import { z } from 'zod';

/** A service that decides policies. */
export const httpPoliciesConfig = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .describe('Where the service is asked, by POST. http or https. What is sent and expected: docs/authorization.md.'),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/),
      z
        .string()
        .regex(/^[\t\x20-\x7e]*$/)
        .describe('One header’s value. Secrets belong here by reference to the environment.'),
    )
    .default({})
    .describe('Headers that are sent with each call, such as the service’s credentials.'),
  timeoutMs: z
    .int()
    .min(1)
    .max(60_000)
    .default(500)
    .describe('Deadline of one call, in milliseconds. Past it no policy that it was asked for holds.'),
  cacheSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(10)
    .describe(
      'How long a verdict holds for an identity and client graph, in seconds; never longer than its token. 0: every operation asks.',
    ),
  maxCachedVerdicts: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(100_000)
    .describe('Verdicts that are kept at most. Over it those used longest ago go.'),
});

/** `authorization` of `facet.yaml`: who decides the policies that `@policy` names. */
export const authorizationConfig = z.strictObject({
  policies: z
    .strictObject({
      module: z
        .string()
        .regex(/\.(js|mjs)$/)
        .optional()
        .describe('JavaScript module that exports `policies`: an object of functions, by the name of their policy.'),
      timeoutMs: z
        .int()
        .min(1)
        .max(60_000)
        .default(1000)
        .describe('Deadline of one function, in milliseconds. Past it its policy does not hold.'),
      http: httpPoliciesConfig.optional().describe('A service that decides the policies which have no function.'),
    })
    .prefault({})
    .describe('Who decides the policies that `@policy` names. One that nobody decides does not hold.'),
});

/** Who decides policies, defaults filled in. */
export type AuthorizationConfig = Readonly<z.infer<typeof authorizationConfig>>;

/** `authorization` of a client graph’s `facet.bff.yaml`. */
export const clientGraphAuthorizationConfig = z.strictObject({
  onDenied: z
    .enum(['filter', 'reject'])
    .default('filter')
    .describe(
      'What happens to an operation with fields that its caller may not see, by `@authenticated`, `@requiresScopes` or `@policy`. `filter`: they are not fetched, and null with UNAUTHORIZED_FIELD_OR_TYPE. `reject`: none of it is executed, UNAUTHORIZED_OPERATION.',
    ),
  warnOnly: z
    .boolean()
    .default(false)
    .describe(
      'Protect nothing: fields that callers may not see are answered, and only logged and counted. For trying out directives before they hold; a warning says so at the start.',
    ),
});
