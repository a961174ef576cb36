import type { z } from 'zod';
import type { ConfigProblem, ConfigResult } from './config-problem.js';
import { formatOptionPath } from './config-problem.js';
import { describeIssue } from './describe-issue.js';
import { type EnvironmentUse, fillReferences, type References, retypeReferences } from './fill-references.js';
import { toOptionSchema } from './option-schema.js';
import { nodeAt, parseYaml, positionOf, toPlainValue, type YamlFile } from './yaml-file.js';

/** A configuration file as text. */
export interface ConfigText {
  /** The name for problems. */
  readonly file: string;
  readonly text: string;
  readonly environment: EnvironmentUse;
}

/**
 * Reads a configuration from YAML text: references to the environment filled in, validated, defaults added.
 *
 * A value that is a reference takes the type its option wants: `port: ${PORT}` gives a number, and
 * `password: ${PASSWORD}` a text even when it is all digits.
 *
 * @returns The configuration, or every problem of the text, in the order of the file.
 */
export function parseConfig<S extends z.ZodType>(schema: S, source: ConfigText): ConfigResult<z.output<S>> {
  const parsed = parseYaml(source.text, source.file);
  if (parsed.kind === 'refused') {
    return parsed;
  }
  const { yaml } = parsed;
  const { references, problems } = fillReferences(yaml, source.environment);
  const validated = validate(schema, { yaml, references, unset: source.environment.unset });
  if (validated.kind === 'loaded' && problems.length === 0) {
    return validated;
  }
  const all = validated.kind === 'refused' ? [...problems, ...validated.problems] : problems;
  return { kind: 'refused', problems: inFileOrder(all) };
}

interface FilledFile {
  readonly yaml: YamlFile;
  readonly references: References;
  readonly unset: EnvironmentUse['unset'];
}

function validate<S extends z.ZodType>(schema: S, filled: FilledFile): ConfigResult<z.output<S>> {
  const { yaml, references } = filled;
  const plain = toPlainValue(yaml);
  if ('problem' in plain) {
    return { kind: 'refused', problems: [plain.problem] };
  }
  const result = schema.safeParse(plain.value);
  if (result.success) {
    return { kind: 'loaded', config: result.data, locate: (path, message) => problemAt(yaml, path, message) };
  }
  const { issues } = result.error;
  const wrongTypes = issues
    .filter(({ code }) => code === 'invalid_type' || code === 'invalid_union')
    .map(({ path }) => nodeAt(yaml, path));
  if (
    retypeReferences(
      wrongTypes.filter((node) => node !== undefined),
      references,
    )
  ) {
    return validate(schema, filled); // ends: a scalar retyped is no text any more
  }
  return { kind: 'refused', problems: describeIssues(schema, { issues, value: plain.value, filled }) };
}

function describeIssues(
  schema: z.ZodType,
  { issues, value, filled }: { issues: readonly z.core.$ZodIssue[]; value: unknown; filled: FilledFile },
): readonly ConfigProblem[] {
  const { yaml, references } = filled;
  const options = toOptionSchema(schema);
  const referenceAt = (path: readonly PropertyKey[]) => {
    const node = nodeAt(yaml, path);
    return node === undefined ? undefined : references.get(node);
  };
  const context = { yaml, options, value, writtenAt: (path: readonly PropertyKey[]) => referenceAt(path)?.written };
  return issues.flatMap((issue) => {
    const names = referenceAt(issue.path)?.unset ?? [];
    if (names.length === 0) {
      return describeIssue(issue, context);
    }
    // Where an unset variable is a problem, this place already has it.
    return filled.unset === 'problem' ? [] : names.map((name) => problemAt(yaml, issue.path, needsDefault(name)));
  });
}

function problemAt(yaml: YamlFile, path: readonly PropertyKey[], message: string): ConfigProblem {
  return { file: yaml.file, ...positionOf(yaml, path, 'value'), path: formatOptionPath(path), message };
}

function needsDefault(name: string): string {
  return `Environment variable "${name}" has no default: commands that read no environment need "\${${name}:-default}"`;
}

function inFileOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
