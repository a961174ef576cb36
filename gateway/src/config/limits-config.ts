import { z } from 'zod';

/** The limits that an operation is held to before it is planned, by the names they have in `facet.bff.yaml`. */
export const operationLimitNames = [
  'maxCharacters',
  'maxTokens',
  'maxDepth',
  'maxHeight',
  'maxFields',
  'maxAliases',
  'maxRootFields',
  'maxDirectives',
  'maxVariables',
  'maxListItems',
  'maxInputDepth',
] as const;

/** What the operations of a client graph may ask for at most, `limits` of `facet.bff.yaml`. */
export const limitsConfig = z.strictObject({
  maxCharacters: z
    .int()
    .min(100)
    .max(100_000_000)
    .default(200_000)
    .describe(
      'Characters in the text of a document, blanks and comments included, counted before it is parsed. Over it: OPERATION_OVER_LIMIT.',
    ),
  maxTokens: z
    .int()
    .min(10)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Names, values, signs and comments in the text of a document, and further lines of block strings, counted before it is parsed. Over it: OPERATION_OVER_LIMIT.',
    ),
  maxDepth: z
    .int()
    .min(1)
    .max(400)
    .default(15)
    .describe(
      'Deepest selection of an operation, in fields, fragments expanded. Over it: OPERATION_TOO_DEEP. What is inside `__schema` and `__type` has a limit of its own.',
    ),
  maxHeight: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe(
      'Fields that an answer has at most with one item in each list: fragments expanded, equal fields merged. Over it: OPERATION_OVER_LIMIT.',
    ),
  maxFields: z
    .int()
    .min(1)
    .max(100_000)
    .default(2000)
    .describe(
      'Fields of an operation, fragments expanded, equal fields counted each time. Over it: OPERATION_OVER_LIMIT.',
    ),
  maxAliases: z
    .int()
    .min(0)
    .max(100_000)
    .default(50)
    .describe('Aliases of an operation, fragments expanded. Over it: OPERATION_OVER_LIMIT.'),
  maxRootFields: z
    .int()
    .min(1)
    .max(100_000)
    .default(20)
    .describe('Fields at the root of an operation, equal ones merged. Over it: OPERATION_OVER_LIMIT.'),
  maxDirectives: z
    .int()
    .min(0)
    .max(100_000)
    .default(50)
    .describe('Directives of an operation, fragments expanded. Over it: OPERATION_OVER_LIMIT.'),
  maxVariables: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe('Variables that an operation declares, or a request sends. Over it: OPERATION_OVER_LIMIT.'),
  maxListItems: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe('Items of a list, in arguments and in variables. Over it: OPERATION_OVER_LIMIT.'),
  maxInputDepth: z
    .int()
    .min(1)
    .max(200)
    .default(20)
    .describe('Lists and objects one inside the other, in arguments and in variables. Over it: OPERATION_OVER_LIMIT.'),
  maxCost: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe(
      'What an operation may cost, as estimated by `@cost` and `@listSize` with its variables. Over it: OPERATION_TOO_EXPENSIVE. Absent: there is no limit. See docs/traffic.md.',
    ),
  maxErrors: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe(
      'Errors that one answer reports. What is over it is left out, and one more error says how many there were.',
    ),
  warnOnly: z
    .array(z.enum([...operationLimitNames, 'maxCost']))
    .default([])
    .describe('Limits that refuse nothing: an operation over one is logged and counted.'),
});

/** A client graph’s limits, defaults filled in. */
export type LimitsConfig = Readonly<z.infer<typeof limitsConfig>>;
