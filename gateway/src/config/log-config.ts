import { z } from 'zod';

/** What is logged, and how it is written. The log goes to standard output. */
export const logConfig = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe level that is logged. `silent` logs nothing.'),
  format: z
    .enum(['auto', 'json', 'pretty'])
    .default('auto')
    .describe('`json`: one object a line. `pretty`: for people. `auto`: `pretty` in a terminal, else `json`.'),
});

/** The log’s settings, defaults filled in. */
export type LogConfig = Readonly<z.infer<typeof logConfig>>;
