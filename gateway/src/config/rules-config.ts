import { z } from 'zod';
import { addressRange } from './address-range.js';
import { textPatternOption } from './text-pattern.js';

const maxRules = 1000;
const maxItems = 1000;

const patternSyntax =
  'Each is a text to be equal to, or `prefix:…`, `glob:…` (`*` is any run of characters) or `regex:…` (RE2 syntax).';

/** Patterns of which one has to match. */
export const textPatterns = z.array(textPatternOption).min(1).max(maxItems);

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** What requests a rule is for. */
export const ruleMatchConfig = z.strictObject({
  addresses: z
    .array(addressRange)
    .min(1)
    .max(maxItems)
    .optional()
    .describe('Addresses of clients, IPv4 and IPv6, single or as ranges in CIDR notation.'),
  clientGraphs: z.array(z.string().min(1)).min(1).max(maxItems).optional().describe('Names of client graphs.'),
  methods: z
    .array(z.enum(['GET', 'POST']))
    .min(1)
    .optional()
    .describe('HTTP methods.'),
  paths: textPatterns.optional().describe(`Paths of requests, without the query string. ${patternSyntax}`),
  userAgents: textPatterns.optional().describe(`Values of \`User-Agent\`. ${patternSyntax}`),
  referers: textPatterns.optional().describe(`Values of \`Referer\`. ${patternSyntax}`),
  origins: textPatterns.optional().describe(`Values of \`Origin\`. ${patternSyntax}`),
  headers: z
    .record(headerName, textPatterns.describe('Values of this header.'))
    .optional()
    .describe(
      `Values of other headers, by name, case ignored; of a header that came twice, both with \`, \` between. ${patternSyntax}`,
    ),
  absentHeaders: z
    .array(headerName)
    .min(1)
    .max(maxItems)
    .optional()
    .describe('Headers that the request does not have, or has empty. All of them.'),
  authenticated: z.boolean().optional().describe('Whether the caller has proven who it is.'),
  subjects: textPatterns.optional().describe(`Who is calling, as the credentials say. ${patternSyntax}`),
  scopes: z
    .array(z.string().min(1))
    .min(1)
    .max(maxItems)
    .optional()
    .describe('Scopes of the caller, of which one is enough.'),
  claims: z
    .record(z.string().min(1), textPatterns.describe('Values of this claim.'))
    .optional()
    .describe(
      `Claims of the caller’s token, by name; of a list one item is enough, numbers and true or false are compared as text. ${patternSyntax}`,
    ),
  clientNames: textPatterns.optional().describe(`Names of client apps. ${patternSyntax}`),
  clientVersions: textPatterns.optional().describe(`Versions of client apps. ${patternSyntax}`),
  operationNames: textPatterns.optional().describe(`\`operationName\` as the client sends it. ${patternSyntax}`),
  tags: z
    .array(name)
    .min(1)
    .max(maxItems)
    .optional()
    .describe('Tags of rules before this one, of which one is enough.'),
});

const rule = z
  .strictObject({
    name: name.describe('Name of the rule, unique, for metrics, the log and the audit log; clients never see it.'),
    match: ruleMatchConfig
      .prefault({})
      .describe('What the rule is for: all that is given has to hold, of each list one item. Empty: every request.'),
    action: z
      .enum(['allow', 'deny', 'tag'])
      .describe(
        '`allow`: no later rule is looked at. `deny`: FORBIDDEN_BY_RULE (403). `tag`: the request gets `tag`, and the next rule is looked at.',
      ),
    tag: name.optional().describe('What a rule with `action: tag` calls the request.'),
    warnOnly: z
      .boolean()
      .default(false)
      .describe('Only count and log what matches, and go on with the next rule as if this one were not there.'),
  })
  .superRefine(({ action, tag }, context) => {
    if ((action === 'tag') !== (tag !== undefined)) {
      const issue =
        tag === undefined
          ? { path: ['action'], message: 'The action "tag" needs the option "tag"' }
          : { path: ['tag'], message: 'Only the action "tag" has this option' };
      context.addIssue({ code: 'custom', ...issue });
    }
  });

const ruleList = z
  .array(rule)
  .max(maxRules)
  .superRefine((rules, context) => {
    const names = new Set<string>();
    for (const [index, { name: own }] of rules.entries()) {
      if (names.has(own)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `The name "${own}" is taken by a rule above`,
        });
      }
      names.add(own);
    }
  });

/** Rules on addresses, headers, callers and operations: the first that matches decides. */
export const rulesConfig = z.strictObject({
  list: ruleList.default([]).describe('Rules in their order. The first that matches decides; at most 1000.'),
  file: z
    .string()
    .min(1)
    .optional()
    .describe('File with more rules, under `rules:`, looked at after those of `list`. Absent: there are no more.'),
});

/** The content of `rules.file`. */
export const rulesFileConfig = z.strictObject({ rules: ruleList.describe('Rules in their order.') });

/** One rule, defaults filled in. */
export type RuleConfig = z.infer<typeof rule>;

/** What a rule is for. */
export type RuleMatchConfig = z.infer<typeof ruleMatchConfig>;
