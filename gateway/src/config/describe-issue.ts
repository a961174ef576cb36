import type { z } from 'zod';
import { type ConfigProblem, formatOptionPath } from './config-problem.js';
import { maskUrlCredentials } from './mask-secrets.js';
import { nearestName } from './nearest-name.js';
import { describeExpectation, type OptionSchema, optionAt } from './option-schema.js';
import { positionOf, type YamlFile } from './yaml-file.js';

/** What an issue is described with. */
export interface IssueContext {
  readonly yaml: YamlFile;
  readonly options: OptionSchema;
  /** The file's content as it was validated. */
  readonly value: unknown;
  /** The text as written at a path whose value came from the environment; that value must not be shown. */
  readonly writtenAt: (path: readonly PropertyKey[]) => string | undefined;
}

/** Turns an issue of zod into problems a user can act on: one, or one per unknown option. */
export function describeIssue(issue: z.core.$ZodIssue, context: IssueContext): readonly ConfigProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => problem(context, [...issue.path, key], 'key', unknownOption(key, issue, context)));
    case 'invalid_key': {
      const names = optionAt(context.options, issue.path.slice(0, -1))?.propertyNames;
      const expected = names === undefined ? '' : `: the name must be ${describeExpectation(names)}`;
      return [
        problem(context, issue.path, 'key', `Invalid name ${JSON.stringify(String(issue.path.at(-1)))}${expected}`),
      ];
    }
    case 'custom':
      return [problem(context, issue.path, 'key', issue.message)];
    default:
      return [problem(context, issue.path, 'value', wrongValue(issue, context))];
  }
}

function unknownOption(key: string, issue: z.core.$ZodIssue, { options }: IssueContext): string {
  const known = Object.keys(optionAt(options, issue.path)?.properties ?? {});
  const nearest = nearestName(key, known);
  const help =
    nearest === undefined
      ? `the options here are ${known.map((name) => JSON.stringify(name)).join(', ')}`
      : `did you mean ${JSON.stringify(nearest)}?`;
  return `Unknown option ${JSON.stringify(key)}: ${help}`;
}

function wrongValue(issue: z.core.$ZodIssue, context: IssueContext): string {
  const option = optionAt(context.options, issue.path);
  const expected = option === undefined ? issue.message : `Must be ${describeExpectation(option)}`;
  const value = valueAt(context.value, issue.path);
  if (value === undefined) {
    return `Missing option: ${expected.charAt(0).toLowerCase()}${expected.slice(1)}`;
  }
  const written = context.writtenAt(issue.path);
  return `${expected}: it ${written === undefined ? `is ${showValue(value)}` : `comes from ${JSON.stringify(written)}`}`;
}

function problem(
  { yaml }: IssueContext,
  path: readonly PropertyKey[],
  at: 'key' | 'value',
  message: string,
): ConfigProblem {
  return { file: yaml.file, ...positionOf(yaml, path, at), path: formatOptionPath(path), message };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = (current as Record<PropertyKey, unknown>)[key]; // an own property of an object, seen just now
  }
  return current;
}

function showValue(value: unknown): string {
  if (value === null) {
    return 'empty';
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : 'a list';
  }
  if (typeof value === 'object') {
    return 'a mapping';
  }
  const text = typeof value === 'string' ? JSON.stringify(maskUrlCredentials(value)) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
