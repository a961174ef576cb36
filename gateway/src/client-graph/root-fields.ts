import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { conditionVariables, evaluateConditions } from '../executor/conditions.js';
import type { CostVariables } from '../traffic/cost/cost-variables.js';
import type { CostedOperation } from './operation-costs.js';

/**
 * The fields at the root of an operation, fragments expanded and conditions looked at: one for each name in the answer,
 * each by the name of the field. Introspection and `__typename` are left out.
 */
export function rootFieldsOf(costed: CostedOperation, variables: CostVariables): readonly string[] {
  const { document, operation } = costed;
  if (conditionVariables(document, operation).length === 0) {
    const known = withoutConditions.get(operation) ?? find(costed, variables);
    withoutConditions.set(operation, known);
    return known;
  }
  return find(costed, variables);
}

/** Of operations whose root fields do not depend on variables. */
const withoutConditions = new WeakMap<object, readonly string[]>();

function find({ document, operation }: CostedOperation, variables: CostVariables): readonly string[] {
  const evaluated = evaluateConditions(document, operation, (name) => variables.get(name) === true);
  const fields = new Map<string, string>();
  collect(evaluated.operation.selectionSet, { document: evaluated.document, fields, spread: new Set() });
  return [...fields.values()];
}

interface Collecting {
  readonly document: DocumentNode;
  /** By name in the answer. */
  readonly fields: Map<string, string>;
  readonly spread: Set<string>;
}

function collect({ selections }: SelectionSetNode, collecting: Collecting): void {
  const { document, fields, spread } = collecting;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      if (!selection.name.value.startsWith('__')) {
        fields.set((selection.alias ?? selection.name).value, selection.name.value);
      }
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, collecting);
    } else if (!spread.has(selection.name.value)) {
      const name = selection.name.value;
      spread.add(name);
      const fragment = document.definitions.find(
        (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) {
        collect(fragment.selectionSet, collecting);
      }
    }
  }
}
