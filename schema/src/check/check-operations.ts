import {
  type DefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  LoneAnonymousOperationRule,
  NoDeprecatedCustomRule,
  parse,
  Source,
  specifiedRules,
  UniqueFragmentNamesRule,
  UniqueOperationNamesRule,
  type ValidationRule,
  validate,
} from 'graphql';
import { positionOf, positionOfError } from '../position.js';
import type { Problem } from '../problem.js';

/** A file of GraphQL operations and fragments. */
export interface OperationFile {
  /** Shown in problems. */
  readonly file: string;
  readonly text: string;
}

/** Names over several files are checked here, with a better place than these rules give. */
const replacedRules: ReadonlySet<ValidationRule> = new Set([
  LoneAnonymousOperationRule,
  UniqueFragmentNamesRule,
  UniqueOperationNamesRule,
]);
const graphqlRules = specifiedRules.filter((rule) => !replacedRules.has(rule));

/** Over this many errors, graphql-js stops and says so: a reader is served better by the first ones. */
const maxErrors = 500;

/**
 * Validates the operations of one client graph against what its clients see. The files are one document: they share
 * their fragments, and a name stands for one operation or fragment only.
 *
 * @param rules Rules beside GraphQL's own, such as limits. A rule's error may set `extensions.code`.
 * @returns Problems: `GRAPHQL_SYNTAX` (then nothing else is checked), `OPERATION_ANONYMOUS`, `OPERATION_DUPLICATE`,
 *   `FRAGMENT_DUPLICATE`, `OPERATION_INVALID` or the code of the rule; and the warning `OPERATION_USES_DEPRECATED`.
 */
export function checkOperations(
  apiSchema: GraphQLSchema,
  operations: readonly OperationFile[],
  rules: readonly ValidationRule[],
): readonly Problem[] {
  const definitions: DefinitionNode[] = [];
  const syntaxProblems: Problem[] = [];
  for (const operation of operations) {
    const parsed = parseOperations(operation);
    if ('code' in parsed) syntaxProblems.push(parsed);
    else definitions.push(...parsed);
  }
  // A file that cannot be read may define what the others use
  if (syntaxProblems.length > 0) return syntaxProblems;
  const document = { kind: Kind.DOCUMENT, definitions } as const;
  const run = (someRules: readonly ValidationRule[]) => validate(apiSchema, document, someRules, { maxErrors });
  return [
    ...checkNames(definitions),
    ...run([...graphqlRules, ...rules]).map((error) => validationProblem(error, 'OPERATION_INVALID')),
    ...run([NoDeprecatedCustomRule]).map(
      (error): Problem => ({ ...validationProblem(error, 'OPERATION_USES_DEPRECATED'), severity: 'warning' }),
    ),
  ];
}

function parseOperations({ file, text }: OperationFile): readonly DefinitionNode[] | Problem {
  try {
    return parse(new Source(text, file)).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return validationProblem(error, 'GRAPHQL_SYNTAX');
  }
}

function checkNames(definitions: readonly DefinitionNode[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, DefinitionNode>();
  for (const node of definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const what = node.kind === Kind.FRAGMENT_DEFINITION ? 'fragment' : 'operation';
    const name = node.name?.value;
    if (name === undefined) {
      const message = 'The operation has no name, so that it can neither be referred to nor recognised in logs';
      problems.push({ code: 'OPERATION_ANONYMOUS', message, ...positionOf(node) });
      continue;
    }
    const known = first.get(`${what} ${name}`);
    first.set(`${what} ${name}`, known ?? node);
    if (known === undefined) continue;
    const { file, line } = positionOf(known);
    problems.push({
      code: what === 'fragment' ? 'FRAGMENT_DUPLICATE' : 'OPERATION_DUPLICATE',
      message: `There is more than one ${what} "${name}": the first is in ${file}:${line}`,
      ...positionOf(node.name),
    });
  }
  return problems;
}

function validationProblem(error: GraphQLError, fallbackCode: string): Problem {
  const { code } = error.extensions;
  return {
    code: typeof code === 'string' ? code : fallbackCode,
    message: error.message.replace(/\.$/, ''),
    ...positionOfError(error),
  };
}
