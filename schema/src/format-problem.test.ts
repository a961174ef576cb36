import { describe, expect, it } from 'vitest';
import { formatProblem } from './format-problem.js';

describe('formatProblem()', () => {
  it('writes place, code, message and client graph, further lines and the hint indented', () => {
    expect(
      formatProblem({
        code: 'SATISFIABILITY_ERROR',
        message: 'Cannot reach it\n- from a',
        file: 'a/schema.graphql',
        line: 3,
        column: 7,
        clientGraph: 'mobile',
        hint: 'Add a key.',
      }),
    ).toBe('a/schema.graphql:3:7  SATISFIABILITY_ERROR  Cannot reach it  (mobile)\n    - from a\n    Add a key.');
  });

  it('leaves out what is not known', () => {
    expect(formatProblem({ code: 'NO_QUERIES', message: 'No queries' })).toBe('NO_QUERIES  No queries');
    expect(formatProblem({ code: 'ARTIFACT_MISSING', message: 'Missing', file: 'x.graphql' })).toBe(
      'x.graphql  ARTIFACT_MISSING  Missing',
    );
  });

  it('marks warnings', () => {
    expect(formatProblem({ code: 'X', message: 'Y', severity: 'warning' })).toBe('X (warning)  Y');
  });
});
