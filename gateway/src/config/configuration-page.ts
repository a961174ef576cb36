import type { z } from 'zod';
import { clientGraphConfig } from './client-graph-config.js';
import { gatewayConfig } from './gateway-config.js';
import { describeExpectation, listOptions, type Option, type OptionSchema, toOptionSchema } from './option-schema.js';

const introduction = `# Configuration

<!-- Made by \`npx facet docs\` from the schemas in gateway/src/config. Do not edit. -->

Facet reads \`facet.yaml\`, which names the sources and the folders of the client graphs, and in each of those folders a
\`facet.bff.yaml\`. Both are YAML 1.2 and strict: an unknown option, or one set twice, stops the start. Every problem of a
file is listed with its line before a port is opened.

- \`npx facet config\` validates both and prints what they come to, defaults filled in and secrets masked.
- \`gateway/config/full.example.yaml\` and \`gateway/config/full.bff.example.yaml\` set every option.
- Editors that know the YAML language server check and complete both files by the schemas in \`gateway/config\`, which the
  first line of each file names.

**Environment.** In any value, \`\${NAME}\` stands for an environment variable and \`\${NAME:-default}\` for one that may be
unset or empty; \`$\${\` is a literal \`\${\`. A value that is a reference takes the type its option wants, so
\`port: \${PORT}\` gives a number. A variable that is not set and has no default is a problem, listed with all others.
\`facet serve --env-file FILE\` reads \`NAME=value\` lines from a file; variables that are already set win.
\`facet compose\` and \`facet check\` read no environment, so that they need no secrets and make the same of the same files
everywhere: references become their defaults, or stay as they are.

**Paths** are relative to the folder of the file they are written in.

**Precedence**: an option of the command line, then the file, then the default.
`;

/** The text of \`docs/configuration.md\`: every option of both files. */
export function configurationPage(): string {
  return [introduction, section('facet.yaml', gatewayConfig), section('facet.bff.yaml', clientGraphConfig)].join('\n');
}

function section(file: string, schema: z.ZodType): string {
  const options = listOptions(toOptionSchema(schema));
  const rows = options.map((option) => `| ${cells(option).map(escapeCell).join(' | ')} |`);
  return [
    `## \`${file}\``,
    '',
    '| Option | Value | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function cells({ path, schema, required }: Option): readonly string[] {
  return [`\`${path}\``, describeExpectation(schema), defaultOf(schema, required), schema.description ?? ''];
}

function defaultOf(schema: OptionSchema, required: boolean): string {
  if (required) {
    return 'required';
  }
  // The defaults of a group are those of its options, each on a line of its own.
  return schema.default === undefined || schema.properties !== undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
