import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Leaves out fragments within fragments that have no object type in common: they never apply. GraphQL allows
 * `... on Printed { ... on Any { ... on Film { minutes } } }` where no film is printed, since each fragment can apply
 * within the next one; @apollo/query-planner fails on some of these.
 *
 * A named fragment gets a copy for each set of types that it is spread among and that changes it: O(fragments x sets), so
 * fragments that spread each other many times stay small.
 *
 * @param schema What the document is valid against.
 */
export function dropVoidFragments(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const isPlain = document.definitions.every((definition) => definition.kind !== Kind.FRAGMENT_DEFINITION);
  if (isPlain && !hasFragment(document)) {
    return document;
  }
  const dropper = new Dropper(document, schema);
  const operations = document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) {
      return [];
    }
    const root = schema.getRootType(definition.operation);
    return root ? [{ ...definition, selectionSet: dropper.keep(definition.selectionSet, root, [root.name]) }] : [];
  });
  return { ...document, definitions: [...operations, ...dropper.fragments()] };
}

function hasFragment(document: DocumentNode): boolean {
  const has = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) =>
      selection.kind === Kind.FIELD ? selection.selectionSet !== undefined && has(selection.selectionSet) : true,
    );
  return document.definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && has(definition.selectionSet),
  );
}

const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Names of the object types that may stand at a place, sorted. */
type Possible = readonly string[];

class Dropper {
  readonly #schema: GraphQLSchema;
  readonly #given = new Map<string, FragmentDefinitionNode>();
  /** By name and possible types. Undefined while one is being made; operations are free of circles. */
  readonly #made = new Map<string, { readonly name: string; definition: FragmentDefinitionNode | undefined }>();
  readonly #names = new Set<string>();
  readonly #objectNames = new Map<GraphQLNamedType, Possible>();

  constructor(document: DocumentNode, schema: GraphQLSchema) {
    this.#schema = schema;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#given.set(definition.name.value, definition);
        this.#names.add(definition.name.value);
      }
    }
  }

  fragments(): readonly FragmentDefinitionNode[] {
    return [...this.#made.values()].flatMap(({ definition }) => definition ?? []);
  }

  keep(selectionSet: SelectionSetNode, parent: GraphQLNamedType, possible: Possible): SelectionSetNode {
    const selections = selectionSet.selections.flatMap((selection) => this.#keepOne(selection, parent, possible));
    return { ...selectionSet, selections: selections.length === 0 ? [typename] : selections };
  }

  #keepOne(selection: SelectionNode, parent: GraphQLNamedType, possible: Possible): readonly SelectionNode[] {
    switch (selection.kind) {
      case Kind.FIELD: {
        const type = this.#fieldType(parent, selection.name.value);
        return selection.selectionSet === undefined || type === undefined
          ? [selection]
          : [{ ...selection, selectionSet: this.keep(selection.selectionSet, type, this.#objects(type)) }];
      }
      case Kind.INLINE_FRAGMENT: {
        const type = this.#conditionType(selection.typeCondition?.name.value) ?? parent;
        const left = this.#common(possible, type);
        return left.length === 0 ? [] : [{ ...selection, selectionSet: this.keep(selection.selectionSet, type, left) }];
      }
      case Kind.FRAGMENT_SPREAD: {
        const fragment = this.#given.get(selection.name.value);
        const type = this.#conditionType(fragment?.typeCondition.name.value);
        if (fragment === undefined || type === undefined) {
          return [selection];
        }
        const left = this.#common(possible, type);
        const value = left.length === 0 ? undefined : this.#copyOf(fragment, type, left);
        return value === undefined ? [] : [{ ...selection, name: { kind: Kind.NAME, value } }];
      }
    }
  }

  /** The name of the fragment for some possible types. */
  #copyOf(fragment: FragmentDefinitionNode, type: GraphQLNamedType, possible: Possible): string {
    const isWhole = possible.length === this.#objects(type).length;
    const key = [fragment.name.value, ...(isWhole ? [] : possible)].join(' ');
    let made = this.#made.get(key);
    if (made === undefined) {
      made = { name: isWhole ? fragment.name.value : this.#freeName(fragment.name.value), definition: undefined };
      this.#made.set(key, made);
      made.definition = {
        ...fragment,
        name: { kind: Kind.NAME, value: made.name },
        selectionSet: this.keep(fragment.selectionSet, type, possible),
      };
    }
    return made.name;
  }

  #freeName(base: string): string {
    let name = base;
    for (let i = 0; this.#names.has(name); i++) {
      name = `${base}_${i}`;
    }
    this.#names.add(name);
    return name;
  }

  #conditionType(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }

  #fieldType(parent: GraphQLNamedType, name: string): GraphQLNamedType | undefined {
    const field = isCompositeType(parent) && !isUnionType(parent) ? parent.getFields()[name] : undefined;
    return field && getNamedType(field.type);
  }

  #common(possible: Possible, type: GraphQLNamedType): Possible {
    const objects = new Set(this.#objects(type));
    return possible.filter((name) => objects.has(name));
  }

  #objects(type: GraphQLNamedType): Possible {
    let names = this.#objectNames.get(type);
    if (names === undefined) {
      const objects = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
      names = objects.map(({ name }) => name).sort();
      this.#objectNames.set(type, names);
    }
    return names;
  }
}
