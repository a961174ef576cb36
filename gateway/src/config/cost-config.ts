import { z } from 'zod';
import { limitRules } from './limit-rule-config.js';

/** What operations may cost together, `cost` of `facet.yaml`. */
export const costConfig = z.strictObject({
  budgets: limitRules
    .default([])
    .describe(
      'Budgets of cost, counted as rate limits are. An operation is charged its estimate before it is executed: RATE_LIMITED (429) when there is not enough left. After it, what it has really cost is settled.',
    ),
});

/** What operations may cost together, defaults filled in. */
export type CostConfig = z.infer<typeof costConfig>;

/** How the operations of one client graph are estimated, `cost` of `facet.bff.yaml`. */
export const clientGraphCostConfig = z.strictObject({
  defaultListSize: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(10)
    .describe('Items of a list of which the schema says nothing by `@listSize`.'),
  mutationWeight: z.int().min(0).max(1_000_000).default(10).describe('What a mutation costs beside its fields.'),
  inExtensions: z
    .boolean()
    .default(false)
    .describe('Whether answers have `extensions.cost`, with `estimated` and `actual`. For developers.'),
  maxGrowthPercent: z
    .number()
    .min(0)
    .max(10_000)
    .optional()
    .describe(
      'How much more than in `baseline` an operation may cost, in percent. Over it, `facet check` fails. Absent: it compares nothing.',
    ),
  baseline: z
    .string()
    .min(1)
    .default('./operation-costs.json')
    .describe('File with the costs to compare with, written by `facet check --write-costs`, to be committed.'),
});

/** How the operations of one client graph are estimated, defaults filled in. */
export type ClientGraphCostConfig = z.infer<typeof clientGraphCostConfig>;
