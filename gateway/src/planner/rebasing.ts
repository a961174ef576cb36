import {
  baseType,
  type CompositeType,
  federationMetadata,
  isCompositeType,
  isUnionType,
  type Selection,
  SelectionSet,
} from '@apollo/federation-internals';

let isGuarded = false;
let isForbidden = false;

/**
 * Keeps @apollo/query-planner from asking a source for what is `@external` there.
 *
 * Where a `@requires` needs a field that itself requires others, the planner moves selections to the fetch before, when
 * the source of that fetch has fields of those names. It does not ask whether that source can resolve them. From here on
 * its test, `SelectionSet.canRebaseOn`, says no where a field is `@external`; the planner then keeps the fetches apart.
 */
export function guardRebasing(): void {
  if (isGuarded) {
    return;
  }
  isGuarded = true;
  const canRebaseOn = SelectionSet.prototype.canRebaseOn;
  SelectionSet.prototype.canRebaseOn = function (type) {
    return !isForbidden && canRebaseOn.call(this, type) && !selectsExternal(this, type);
  };
}

/** Plans without such moves at all: more fetches, and never a dependency that is lost with a move. */
export function withoutRebasing<T>(plan: () => T): T {
  isForbidden = true;
  try {
    return plan();
  } finally {
    isForbidden = false;
  }
}

function selectsExternal(selectionSet: SelectionSet, type: CompositeType): boolean {
  return selectionSet.selections().some((selection) => isExternal(selection, type));
}

function isExternal(selection: Selection, type: CompositeType): boolean {
  if (selection.kind === 'FragmentSelection') {
    const condition = selection.element.typeCondition;
    const below = condition === undefined ? type : type.schema().type(condition.name);
    return below !== undefined && isCompositeType(below) && selectsExternal(selection.selectionSet, below);
  }
  const field = isUnionType(type) ? undefined : type.field(selection.element.name);
  if (field === undefined) {
    return false;
  }
  if (federationMetadata(type.schema())?.isFieldExternal(field) === true) {
    return true;
  }
  const below = field.type === undefined ? undefined : baseType(field.type);
  return (
    selection.selectionSet !== undefined &&
    below !== undefined &&
    isCompositeType(below) &&
    selectsExternal(selection.selectionSet, below)
  );
}
