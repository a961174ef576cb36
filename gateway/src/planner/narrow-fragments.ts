import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { SharedTypes } from '../supergraph/shared-types.js';

/** What is known of interfaces that some source has as objects. */
export interface NarrowOptions {
  /** Their names. */
  readonly interfaceObjects: ReadonlySet<string>;
  readonly sharedTypes: SharedTypes;
}

/**
 * Within an interface that some source has as an `@interfaceObject`, splits fragments on other interfaces and unions by
 * object type: `... on Media { size }` becomes `... on Book { size }`, and so on for every type that is both.
 *
 * @apollo/query-planner fails on the former: the source knows neither the other type nor which object it has. It fails on
 * fragments that can never apply, too: these are left out.
 *
 * @param schema What the document is valid against.
 */
export function narrowFragments(
  document: DocumentNode,
  schema: GraphQLSchema,
  { interfaceObjects, sharedTypes }: NarrowOptions,
): DocumentNode {
  if (interfaceObjects.size === 0) {
    return document;
  }
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const typeInfo = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      SelectionSet(node): SelectionSetNode | undefined {
        const parent = typeInfo.getParentType();
        const isConcerned = isObjectType(parent) || (isInterfaceType(parent) && interfaceObjects.has(parent.name));
        if (!isConcerned) {
          return undefined;
        }
        const field = typeInfo.getFieldDef();
        const possible = field ? sharedTypes.get(field) : undefined;
        const narrowed = node.selections.map((one) => narrow(one, { parent, schema, fragments, possible }));
        const selections = narrowed.flat();
        // That a fragment does not apply is seen by the object's type, which a source of the interface alone cannot tell.
        const needsType = selections.length === 0 || (isInterfaceType(parent) && narrowed.some(isNothing));
        return { ...node, selections: needsType ? [...selections, typename] : selections };
      },
    }),
  );
}

const isNothing = (selections: readonly SelectionNode[]): boolean => selections.length === 0;

const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

interface NarrowContext {
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Names of the object types that can stand here; undefined where nothing but the schema limits them. */
  readonly possible: ReadonlySet<string> | undefined;
}

function narrow(selection: SelectionNode, context: NarrowContext): readonly SelectionNode[] {
  const { parent, schema, fragments, possible } = context;
  if (selection.kind === Kind.FIELD) {
    return [selection];
  }
  const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
  const type = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
  if (isObjectType(type) && ((isObjectType(parent) && type !== parent) || possible?.has(type.name) === false)) {
    // Left from a fragment that was valid around it before it was split, or never there.
    return [];
  }
  if (fragment === undefined || !isAbstractType(type)) {
    return [selection];
  }
  if (type === parent) {
    return possible === undefined ? [selection] : [inlineOn(type.name, selection, fragment.selectionSet)];
  }
  const objects = isObjectType(parent) ? [parent] : schema.getPossibleTypes(parent);
  return objects
    .filter((object) => schema.isSubType(type, object) && possible?.has(object.name) !== false)
    .map((object) => inlineOn(object.name, selection, fragment.selectionSet));
}

function inlineOn(
  typeName: string,
  { directives }: FragmentSpreadNode | InlineFragmentNode,
  selectionSet: SelectionSetNode,
): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    directives: directives ?? [],
    selectionSet,
  };
}
