import { printFixedCase } from '../cases/fixed-case.js';
import type { Difference } from '../explore/explore.js';
import type { Answer } from '../run/answers.js';

/** A difference for a reader: how the answers differ, and the case as a file that can be kept in `cases/`. */
export function describeDifference({ world, operation, result }: Difference): string {
  return [
    'The answers differ:',
    ...result.differences.map((difference) => `- ${difference}`),
    `\nThe monolith: ${describeAnswer(result.monolith)}`,
    `Facet:        ${describeAnswer(result.facet)}`,
    '\nThe smallest case that was found, as it can be kept in test/differential/cases/:\n',
    printFixedCase({ holds: 'say here what should hold', world, operation }),
  ].join('\n');
}

function describeAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'executed': {
      const errors = answer.errors.map(({ message, path }) => ({ message, path }));
      return `${answer.data}, errors ${JSON.stringify(errors)}`;
    }
    case 'refused':
      return `refused: ${answer.messages.join('; ')}`;
    case 'failed':
      return answer.message;
  }
}
