import { isPair, isScalar, isSeq, type Node, type Scalar, visit } from 'yaml';
import { type ConfigProblem, formatOptionPath } from './config-problem.js';
import { type Environment, substituteEnvironment } from './environment-references.js';
import { positionOf, type YamlFile } from './yaml-file.js';

/** What a configuration file's `${NAME}` stand for. */
export interface EnvironmentUse {
  readonly variables: Environment;
  /**
   * What becomes of a reference to a variable that is not set and has no default. `problem`: it is one. `keep`: the
   * reference stays as written, for commands that do not need the value; a problem only where that is no valid value.
   */
  readonly unset: 'problem' | 'keep';
}

/** A scalar that held a reference. */
export interface Reference {
  /** The text as written, which may be shown; the value may not, since it may be secret. */
  readonly written: string;
  /** Names the environment has no value for; empty when the scalar is filled. */
  readonly unset: readonly string[];
}

/** The scalars of a document that held references. */
export type References = ReadonlyMap<Node, Reference>;

/**
 * Puts the environment's values into the document's scalars, in place. Keys stay as they are.
 *
 * @returns The scalars changed, and a problem for each reference that cannot be read or filled.
 */
export function fillReferences(
  yaml: YamlFile,
  environment: EnvironmentUse,
): { readonly references: References; readonly problems: readonly ConfigProblem[] } {
  const references = new Map<Node, Reference>();
  const problems: ConfigProblem[] = [];
  visit(yaml.document, {
    Scalar(key, scalar, ancestors) {
      if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) {
        return;
      }
      const written = scalar.value;
      const { text, missing, malformed } = substituteEnvironment(written, environment.variables);
      const path = pathTo(scalar, ancestors);
      const at = { file: yaml.file, ...positionOf(yaml, path, 'value'), path: formatOptionPath(path) };
      problems.push(...malformed.map((reference) => ({ ...at, message: malformedReference(reference) })));
      if (environment.unset === 'problem') {
        problems.push(...missing.map((name) => ({ ...at, message: `Environment variable "${name}" is not set` })));
      }
      references.set(scalar, { written, unset: missing });
      scalar.value = text;
    },
  });
  return { references, problems };
}

/**
 * Gives filled scalars the type that their option wants: `${PORT}` becomes a number where a number is expected.
 *
 * @param nodes The scalars at which a number or boolean was expected and a text found.
 * @returns Whether any was changed.
 */
export function retypeReferences(nodes: readonly Node[], references: References): boolean {
  let changed = false;
  for (const node of nodes) {
    if (!isScalar(node) || !references.has(node) || typeof node.value !== 'string') {
      continue;
    }
    const value = toNumberOrBoolean(node.value);
    if (value !== undefined) {
      node.value = value;
      changed = true;
    }
  }
  return changed;
}

function toNumberOrBoolean(text: string): number | boolean | undefined {
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function malformedReference(reference: string): string {
  return `Cannot read ${JSON.stringify(reference)}: write "\${NAME}" or "\${NAME:-default}", and "$\${" for a literal "\${"`;
}

function pathTo(scalar: Scalar, ancestors: readonly unknown[]): readonly PropertyKey[] {
  return ancestors.flatMap((ancestor, index): PropertyKey[] => {
    if (isPair(ancestor)) {
      return [String(isScalar(ancestor.key) ? ancestor.key.value : ancestor.key)];
    }
    return isSeq(ancestor) ? [ancestor.items.indexOf(ancestors[index + 1] ?? scalar)] : [];
  });
}
