import { buildSchema, GraphQLError, type ValidationRule } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkOperations } from './check-operations.js';

const schema = buildSchema('type Query { a: Int old: Int @deprecated(reason: "Use a.") q: Query }');

function check(files: Readonly<Record<string, string>>, rules: readonly ValidationRule[] = []) {
  const operations = Object.entries(files).map(([file, text]) => ({ file, text }));
  return checkOperations(schema, operations, rules);
}

describe('checkOperations()', () => {
  it('accepts operations that use fragments of other files', () => {
    expect(
      check({
        'a.graphql': 'query A { ...F }',
        'f.graphql': 'fragment F on Query { a }',
        'e.graphql': 'query B { a }',
      }),
    ).toEqual([]);
  });

  it('accepts a folder without operations', () => {
    expect(check({})).toEqual([]);
  });

  it('reports fields that do not exist, with file, line and column', () => {
    expect(check({ 'ok.graphql': 'query B { a }', 'a.graphql': 'query A {\n  a\n  nope\n}' })).toEqual([
      {
        code: 'OPERATION_INVALID',
        message: 'Cannot query field "nope" on type "Query"',
        file: 'a.graphql',
        line: 3,
        column: 3,
      },
    ]);
  });

  it('reports syntax of every file and nothing else then', () => {
    expect(check({ 'a.graphql': 'query A {', 'b.graphql': '', 'c.graphql': 'query C { nope }' })).toEqual([
      {
        code: 'GRAPHQL_SYNTAX',
        message: 'Syntax Error: Expected Name, found <EOF>',
        file: 'a.graphql',
        line: 1,
        column: 10,
      },
      { code: 'GRAPHQL_SYNTAX', message: 'Syntax Error: Unexpected <EOF>', file: 'b.graphql', line: 1, column: 1 },
    ]);
  });

  it('reports operations without a name', () => {
    expect(check({ 'a.graphql': '\n{ a }' })).toEqual([
      {
        code: 'OPERATION_ANONYMOUS',
        message: 'The operation has no name, so that it can neither be referred to nor recognised in logs',
        file: 'a.graphql',
        line: 2,
        column: 1,
      },
    ]);
  });

  it('reports names that stand for two operations or two fragments, at the second and each later one', () => {
    const problems = check({
      'a.graphql': 'query A { ...F }\nfragment F on Query { a }',
      'b.graphql': 'mutation A { a }\nquery F { a }\nfragment F on Query { a }',
    });

    expect(problems.filter(({ code }) => code !== 'OPERATION_INVALID')).toEqual([
      {
        code: 'OPERATION_DUPLICATE',
        message: 'There is more than one operation "A": the first is in a.graphql:1',
        file: 'b.graphql',
        line: 1,
        column: 10,
      },
      {
        code: 'FRAGMENT_DUPLICATE',
        message: 'There is more than one fragment "F": the first is in a.graphql:2',
        file: 'b.graphql',
        line: 3,
        column: 10,
      },
    ]);
  });

  it('reports fragments that no operation of any file uses', () => {
    expect(check({ 'a.graphql': 'query A { a }', 'f.graphql': 'fragment F on Query { a }' })).toMatchObject([
      { code: 'OPERATION_INVALID', message: 'Fragment "F" is never used', file: 'f.graphql', line: 1 },
    ]);
  });

  it('warns of deprecated fields', () => {
    expect(check({ 'a.graphql': 'query A { old }' })).toEqual([
      {
        code: 'OPERATION_USES_DEPRECATED',
        message: 'The field Query.old is deprecated. Use a',
        file: 'a.graphql',
        line: 1,
        column: 11,
        severity: 'warning',
      },
    ]);
  });

  it('applies the rules given and takes the codes of their errors', () => {
    const rule: ValidationRule = (context) => ({
      OperationDefinition(node) {
        const extensions = node.name?.value === 'A' ? { code: 'OPERATION_TOO_DEEP' } : {};
        context.reportError(new GraphQLError('No.', { nodes: node, extensions }));
      },
    });

    expect(check({ 'a.graphql': 'query A { a }\nquery B { a }' }, [rule])).toEqual([
      { code: 'OPERATION_TOO_DEEP', message: 'No', file: 'a.graphql', line: 1, column: 1 },
      { code: 'OPERATION_INVALID', message: 'No', file: 'a.graphql', line: 2, column: 1 },
    ]);
  });
});
