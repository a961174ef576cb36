import type { ValidationRule } from 'graphql';
import { checkDocument } from './check-document.js';
import { excessError, type OperationLimits, refuses } from './operation-limits.js';

/**
 * The operation limits as a validation rule, for checking operations that one has written oneself. Requests are held to
 * them before anything is validated, because validating is what hostile documents make expensive.
 *
 * @returns A rule that reports OPERATION_TOO_DEEP and OPERATION_OVER_LIMIT, once for each limit of each operation.
 */
export function operationLimitsRule(limits: OperationLimits): ValidationRule {
  return (context) => ({
    Document(document) {
      for (const excess of checkDocument(document, limits).excesses) {
        if (refuses(excess, limits)) {
          context.reportError(excessError(excess));
        }
      }
      return false;
    },
  });
}
