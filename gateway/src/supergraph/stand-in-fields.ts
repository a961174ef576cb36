import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql';

/** A field with arguments that some `@requires` reads, and the field without arguments that stands in for it. */
export interface StandIn {
  /** Name of the stand-in, unique in the supergraph. */
  readonly name: string;
  /** What it stands for: `price(currency: "USD")`. */
  readonly field: FieldNode;
}

/** What `addStandIns` makes of a supergraph. */
export interface StandInSupergraph {
  /** The supergraph to plan over; the given one when no `@requires` has arguments. */
  readonly document: DocumentNode;
  readonly standIns: ReadonlyMap<string, StandIn>;
  /** `Type.field` -> stand-ins that its `@requires` reads. */
  readonly readBy: ReadonlyMap<string, ReadonlySet<string>>;
}

type FieldsNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Gives every field with arguments inside a `@requires` a field of its own that takes none.
 *
 * @apollo/query-planner tells fields apart by response name, without arguments: the client's `comments(limit: 1)`, one
 * `@requires(fields: "comments(limit: 3)")` and another with `comments(limit: 5)` become one field. With stand-ins they
 * are three, planned each on its own; `restoreFields` in `planner/` writes the real fields back into the fetches.
 */
export function addStandIns(document: DocumentNode): StandInSupergraph {
  const collector = new StandInCollector(document);
  const rewritten = visit(document, {
    ObjectTypeDefinition: { enter: (node) => collector.rewriteType(node) },
    InterfaceTypeDefinition: { enter: (node) => collector.rewriteType(node) },
  });
  if (collector.standIns.size === 0) {
    return { document, standIns: collector.standIns, readBy: collector.readBy };
  }
  const addTo = (node: FieldsNode): FieldsNode | undefined => {
    const added = collector.fieldsOf(node);
    return added.length === 0 ? undefined : { ...node, fields: [...(node.fields ?? []), ...added] };
  };
  return {
    document: visit(rewritten, { ObjectTypeDefinition: addTo, InterfaceTypeDefinition: addTo }),
    standIns: collector.standIns,
    readBy: collector.readBy,
  };
}

class StandInCollector {
  readonly standIns = new Map<string, StandIn>();
  readonly readBy = new Map<string, Set<string>>();
  readonly #types = new Map<string, FieldsNode>();
  /** Field name -> stand-ins for it; one serves every type that has the field. */
  readonly #byField = new Map<string, Map<string, StandIn>>();

  constructor(document: DocumentNode) {
    for (const node of document.definitions) {
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
        this.#types.set(node.name.value, node);
      }
    }
  }

  rewriteType(type: FieldsNode): FieldsNode {
    return {
      ...type,
      fields: (type.fields ?? []).map((field) => ({
        ...field,
        directives: (field.directives ?? []).map((directive) => this.#rewriteRequires(directive, type, field)),
      })),
    };
  }

  /** The stand-ins that a type gets: one for each of its fields that is read with arguments somewhere. */
  fieldsOf(type: FieldsNode): readonly FieldDefinitionNode[] {
    return (type.fields ?? []).flatMap((field) =>
      [...(this.#byField.get(field.name.value)?.values() ?? [])].map((standIn) => ({
        ...field,
        name: { kind: Kind.NAME as const, value: standIn.name },
        arguments: [],
      })),
    );
  }

  #rewriteRequires(directive: ConstDirectiveNode, type: FieldsNode, field: FieldDefinitionNode): ConstDirectiveNode {
    const requires = directive.arguments?.find((argument) => argument.name.value === 'requires')?.value;
    if (directive.name.value !== 'join__field' || requires?.kind !== Kind.STRING) {
      return directive;
    }
    const read = new Set<string>();
    const fieldSet = this.#rewriteFieldSet(parseFieldSet(requires.value), type.name.value, read);
    if (read.size === 0) {
      return directive;
    }
    const coordinate = `${type.name.value}.${field.name.value}`;
    this.readBy.set(coordinate, new Set([...(this.readBy.get(coordinate) ?? []), ...read]));
    const value = { kind: Kind.STRING as const, value: print(fieldSet).replace(/\s+/g, ' ').slice(1, -1).trim() };
    return {
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) =>
        argument.name.value === 'requires' ? { ...argument, value } : argument,
      ),
    };
  }

  #rewriteFieldSet(selectionSet: SelectionSetNode, parent: string, read: Set<string>): SelectionSetNode {
    return {
      ...selectionSet,
      selections: selectionSet.selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          return selection;
        }
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const type = selection.typeCondition?.name.value ?? parent;
          return { ...selection, selectionSet: this.#rewriteFieldSet(selection.selectionSet, type, read) };
        }
        return this.#rewriteField(selection, parent, read);
      }),
    };
  }

  #rewriteField(field: FieldNode, parent: string, read: Set<string>): FieldNode {
    const definition = this.#types.get(parent)?.fields?.find((candidate) => candidate.name.value === field.name.value);
    const below =
      field.selectionSet === undefined
        ? {}
        : { selectionSet: this.#rewriteFieldSet(field.selectionSet, namedType(definition?.type), read) };
    // Read without arguments, a field that takes some still has to be told from the same field read with them.
    if ((definition?.arguments?.length ?? 0) === 0) {
      return { ...field, ...below };
    }
    const standIn = this.#standInFor(field);
    read.add(standIn.name);
    return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: standIn.name }, ...below };
  }

  #standInFor(field: FieldNode): StandIn {
    const bare: FieldNode = { kind: Kind.FIELD, name: field.name, arguments: field.arguments ?? [] };
    const text = print(bare);
    const known = this.#byField.get(field.name.value) ?? new Map<string, StandIn>();
    let standIn = known.get(text);
    if (standIn === undefined) {
      standIn = { name: `_standIn${this.standIns.size}_${field.name.value}`, field: bare };
      known.set(text, standIn);
      this.#byField.set(field.name.value, known);
      this.standIns.set(standIn.name, standIn);
    }
    return standIn;
  }
}

function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new TypeError(`Not a field set: ${text}`);
  }
  return definition.selectionSet;
}

function namedType(type: TypeNode | undefined): string {
  let inner = type;
  while (inner !== undefined && inner.kind !== Kind.NAMED_TYPE) {
    inner = inner.type;
  }
  return inner?.name.value ?? '';
}
