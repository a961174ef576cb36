import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { EvaluatedOperation } from '../executor/conditions.js';
import { type CacheHint, type CacheHints, type CacheScope, stricter } from '../supergraph/cache-hints.js';

/** For how long an operation's answers may be kept, as far as the schema says. */
export interface OperationPolicy {
  /** Of the hints alone, in seconds: no field's is shorter. Infinity when there is no hint with an age. */
  readonly hintedMaxAge: number;
  /** With the default age for root fields, and fields of objects, that no hint gives an age. */
  readonly maxAge: number;
  readonly scope: CacheScope;
  /** `Type.field` that has the age of `hintedMaxAge`; undefined when there is none. */
  readonly hintedBy: string | undefined;
  /** `Type.field` that has the age of `maxAge`; undefined when nothing is selected that has one. */
  readonly agedBy: string | undefined;
  /** The first `Type.field` that is PRIVATE; undefined when there is none. */
  readonly privateBy: string | undefined;
  /** Names of the object types, interfaces and unions that it selects from, sorted; the root is not among them. */
  readonly types: readonly string[];
}

/** What an operation is judged by. */
export interface OperationPolicyOptions {
  readonly schema: GraphQLSchema;
  readonly hints: CacheHints;
  /** In seconds. */
  readonly defaultMaxAge: number;
}

/** The strictest hint found so far. */
interface Found {
  hintedMaxAge: number;
  maxAge: number;
  scope: CacheScope;
  hintedBy?: string;
  agedBy?: string;
  privateBy?: string;
  readonly types: Set<string>;
}

/** Where selections stand. */
interface Place extends OperationPolicyOptions {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly found: Found;
  /** Selections of a type that were walked, so that a fragment spread often costs no more than once. */
  readonly walked: Map<string, Set<SelectionSetNode>>;
}

/**
 * Computes the policy of an operation as Apollo Server's cache control does: of all fields the shortest age, PRIVATE if one
 * is. A hint on a field goes before one on its type; a field of the root, and one of an object, has the default age where
 * neither has one, unless it inherits its parent's. Scalars always do.
 *
 * Spec: https://www.apollographql.com/docs/apollo-server/performance/caching. It looks at the fields that come out of an
 * execution; this at those that are selected, of every type that can stand there, so its age is never longer.
 */
export function operationPolicy(
  { document, operation }: EvaluatedOperation,
  options: OperationPolicyOptions,
): OperationPolicy {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const found = nothingFound();
  const root = options.schema.getRootType(operation.operation);
  if (root) {
    walk(operation.selectionSet, root, { ...options, fragments, found, walked: new Map() }, true);
  }
  return policyOf(found, options);
}

/**
 * The same for what is selected of entities: they count as if a field of the root gave them.
 *
 * @param selections Of `_entities`: a fragment for each type, none of them named.
 * @param options.schema Has all types of all sources.
 */
export function entityPolicy({ selections }: SelectionSetNode, options: OperationPolicyOptions): OperationPolicy {
  const found = nothingFound();
  const place: Place = { ...options, fragments: new Map(), found, walked: new Map() };
  for (const selection of selections) {
    const condition = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition : undefined;
    const type = condition && options.schema.getType(condition.name.value);
    if (type && selection.kind === Kind.INLINE_FRAGMENT) {
      restrict(found, fieldHint(type.name, type, place, true), type.name);
      walk(selection.selectionSet, type, place, false);
    }
  }
  return policyOf(found, options);
}

function nothingFound(): Found {
  return {
    hintedMaxAge: Number.POSITIVE_INFINITY,
    maxAge: Number.POSITIVE_INFINITY,
    scope: 'PUBLIC',
    types: new Set(),
  };
}

function policyOf(found: Found, { defaultMaxAge }: OperationPolicyOptions): OperationPolicy {
  const { hintedMaxAge, maxAge, scope, hintedBy, agedBy, privateBy, types } = found;
  return {
    hintedMaxAge,
    // Nothing but `__typename`: the same for as long as the schema is.
    maxAge: maxAge === Number.POSITIVE_INFINITY ? defaultMaxAge : maxAge,
    scope,
    hintedBy,
    agedBy,
    privateBy,
    types: [...types].sort(),
  };
}

function walk(selections: SelectionSetNode, parent: GraphQLNamedType, place: Place, isRoot: boolean): void {
  const walked = place.walked.get(parent.name) ?? new Set();
  place.walked.set(parent.name, walked.add(selections));
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      walkField(selection, parent, place, isRoot);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : place.fragments.get(selection.name.value);
    const condition = fragment?.typeCondition && place.schema.getType(fragment.typeCondition.name.value);
    const type = condition ?? parent;
    if (fragment !== undefined && !place.walked.get(type.name)?.has(fragment.selectionSet)) {
      walk(fragment.selectionSet, type, place, isRoot);
    }
  }
}

function walkField(field: FieldNode, parent: GraphQLNamedType, place: Place, isRoot: boolean): void {
  const name = field.name.value;
  if (name === '__typename') {
    return;
  }
  if (name.startsWith('__')) {
    // The schema itself, and only what this caller may see of it.
    restrict(place.found, { maxAge: 0 }, `${parent.name}.${name}`);
    return;
  }
  // What stands there is an object; what its interface says holds beside that.
  restrictByHint(place.found, place.hints.get(`${parent.name}.${name}`), `${parent.name}.${name}`);
  for (const type of standingTypes(parent, place.schema)) {
    const definition = 'getFields' in type ? type.getFields()[name] : undefined;
    if (definition === undefined) {
      continue;
    }
    const target = getNamedType(definition.type);
    const coordinate = `${type.name}.${name}`;
    restrict(place.found, fieldHint(coordinate, target, place, isRoot), coordinate);
    if (isCompositeType(target) && field.selectionSet) {
      for (const { name: typeName } of [target, ...standingTypes(target, place.schema)]) {
        place.found.types.add(typeName);
      }
      if (!place.walked.get(target.name)?.has(field.selectionSet)) {
        walk(field.selectionSet, target, place, false);
      }
    }
  }
}

/** The objects that can stand where a type does; without any, as for interfaces that are objects elsewhere, the type. */
function standingTypes(type: GraphQLNamedType, schema: GraphQLSchema): readonly GraphQLNamedType[] {
  const objects = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  return objects.length > 0 ? objects : [type];
}

/** What holds for a field: its hint and that of its type; `maxAge` with the default; see `operationPolicy`. */
function fieldHint(coordinate: string, target: GraphQLNamedType, place: Place, isRoot: boolean): FieldHint {
  const { hints, defaultMaxAge } = place;
  const composite = isCompositeType(target);
  const ofType = composite ? typeHint(target, place) : {};
  const ofField = hints.get(coordinate) ?? {};
  let { maxAge, scope } = ofType;
  let inherits = ofType.inheritMaxAge === true;
  if (ofField.inheritMaxAge === true && maxAge === undefined) {
    inherits = true;
  }
  maxAge = ofField.maxAge ?? maxAge;
  scope = ofField.scope ?? scope;
  const hinted = maxAge;
  if (maxAge === undefined && ((composite && !inherits) || isRoot)) {
    maxAge = defaultMaxAge;
  }
  return {
    ...(maxAge !== undefined && { maxAge }),
    ...(hinted !== undefined && { hinted }),
    ...(scope && { scope }),
  };
}

/** Of an interface or a union: with those of the objects that can stand there. */
function typeHint(type: GraphQLNamedType, { hints, schema }: Place): CacheHint {
  let hint = hints.get(type.name);
  for (const object of isAbstractType(type) ? schema.getPossibleTypes(type) : []) {
    const other = isObjectType(object) ? hints.get(object.name) : undefined;
    hint = other === undefined ? hint : stricter(hint, other);
  }
  return hint ?? {};
}

interface FieldHint {
  readonly maxAge?: number;
  readonly hinted?: number;
  readonly scope?: CacheScope;
}

function restrictByHint(found: Found, hinted: CacheHint | undefined, coordinate: string): void {
  const { maxAge, scope } = hinted ?? {};
  const hint = { ...(maxAge !== undefined && { maxAge, hinted: maxAge }), ...(scope && { scope }) };
  restrict(found, hint, coordinate);
}

/** @param coordinate Of the field that says so. */
function restrict(found: Found, { maxAge, hinted, scope }: FieldHint, coordinate: string): void {
  if (maxAge !== undefined && maxAge < found.maxAge) {
    found.maxAge = maxAge;
    found.agedBy = coordinate;
  }
  if (hinted !== undefined && hinted < found.hintedMaxAge) {
    found.hintedMaxAge = hinted;
    found.hintedBy = coordinate;
  }
  if (scope === 'PRIVATE') {
    found.scope = scope;
    found.privateBy ??= coordinate;
  }
}
