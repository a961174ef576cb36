import {
  type DirectiveNode,
  type DocumentNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from 'graphql';

/** An operation in which no `@skip` or `@include` is left. Selection sets may be empty. */
export interface EvaluatedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

const namesOf = new WeakMap<OperationDefinitionNode, readonly string[]>();

/**
 * Names of the operation's variables that some `@skip(if:)` or `@include(if:)` of its document reads, in order of their
 * definition. Looked for once for each operation.
 */
export function conditionVariables(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  let names = namesOf.get(operation);
  if (names === undefined) {
    const read = new Set<string>();
    forEachCondition(document, (value) => {
      if (value.kind === Kind.VARIABLE) {
        read.add(value.name.value);
      }
    });
    names = (operation.variableDefinitions ?? [])
      .map(({ variable }) => variable.name.value)
      .filter((name) => read.has(name));
    namesOf.set(operation, names);
  }
  return names;
}

/**
 * Leaves out what `@skip` and `@include` say is left out, and those directives where they leave nothing out.
 *
 * An operation is planned and compiled for the values that its conditions have, not for all that they could have:
 * @apollo/query-planner loses some conditions on the way, would run a mutation twice that is selected with and without
 * one, and makes entity fetches that need what a condition has left out.
 *
 * Spec: GraphQL specification, section "Field Collection".
 *
 * @param isTrue Whether a variable is true.
 */
export function evaluateConditions(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  isTrue: (variable: string) => boolean,
): EvaluatedOperation {
  if (!hasConditions(document)) {
    return { document, operation };
  }
  const leaveOut = (node: SelectionNode): null | undefined =>
    node.directives?.some((directive) => leavesOut(directive, isTrue)) === true ? null : undefined;
  const evaluated: DocumentNode = visit(document, {
    Field: leaveOut,
    FragmentSpread: leaveOut,
    InlineFragment: leaveOut,
    Directive: (directive) => (conditionOf(directive) === undefined ? undefined : null),
  });
  const same = getOperationAST(evaluated, operation.name?.value);
  if (same === null || same === undefined) {
    throw new TypeError('The document does not have the operation');
  }
  return { document: evaluated, operation: same };
}

/** The document's text. A selection set of which nothing is left asks for `__typename`, which changes no plan. */
export function printEvaluated({ document }: EvaluatedOperation): string {
  let hasEmpty = false;
  forEachSelectionSet(document, ({ selections }) => {
    hasEmpty ||= selections.length === 0;
  });
  return print(hasEmpty ? visit(document, { SelectionSet: fill }) : document);
}

function fill(node: SelectionSetNode): SelectionSetNode | undefined {
  return node.selections.length === 0 ? { ...node, selections: [typename] } : undefined;
}

const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function leavesOut(directive: DirectiveNode, isTrue: (variable: string) => boolean): boolean {
  const value = conditionOf(directive);
  if (value === undefined) {
    return false;
  }
  const condition =
    value.kind === Kind.VARIABLE ? isTrue(value.name.value) : value.kind === Kind.BOOLEAN && value.value;
  return condition === (directive.name.value === 'skip');
}

function hasConditions(document: DocumentNode): boolean {
  let found = false;
  forEachCondition(document, () => {
    found = true;
  });
  return found;
}

/** Goes through the places where `@skip` and `@include` may stand. */
function forEachCondition(document: DocumentNode, told: (value: ValueNode) => void): void {
  forEachSelectionSet(document, ({ selections }) => {
    for (const { directives = [] } of selections) {
      for (const directive of directives) {
        const value = conditionOf(directive);
        if (value !== undefined) {
          told(value);
        }
      }
    }
  });
}

function forEachSelectionSet({ definitions }: DocumentNode, told: (set: SelectionSetNode) => void): void {
  const tell = (set: SelectionSetNode): void => {
    told(set);
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined) {
        tell(selection.selectionSet);
      }
    }
  };
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) {
      tell(definition.selectionSet);
    }
  }
}

/** The value of `if`, of `@skip` and `@include` only. */
function conditionOf({ name, arguments: args }: DirectiveNode): ValueNode | undefined {
  return name.value === 'skip' || name.value === 'include'
    ? args?.find((argument) => argument.name.value === 'if')?.value
    : undefined;
}

/** More conditions than this are prepared for with one set of values: 2^n programs would be made otherwise. */
const maxPreparedConditions = 3;

/**
 * The values that conditions may have together: all of them for up to three variables; for more only all false, which is
 * what their variables mostly have as a default.
 *
 * @param names Variables of the conditions.
 */
export function conditionValues(names: readonly string[]): readonly Readonly<Record<string, boolean>>[] {
  const counted = names.length > maxPreparedConditions ? 0 : names.length;
  return Array.from({ length: 2 ** counted }, (_, bits) => {
    const values: Record<string, boolean> = Object.create(null);
    for (const [index, name] of names.entries()) {
      values[name] = (bits & (1 << index)) !== 0;
    }
    return values;
  });
}
