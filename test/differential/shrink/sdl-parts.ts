import { type ASTNode, type DocumentNode, isTypeDefinitionNode, Kind, parse, print, visit } from 'graphql';

/** What a part of a schema is. */
export type PartKind = 'type' | 'field' | 'argument' | 'directive' | 'member';

/**
 * A part of a schema that can be taken away: `T`, `T.f`, `T.f(a)`, `T @key(fields: "id")`, `T.f @shareable`, or `T > I`
 * where `T` implements or has the member `I`.
 */
export interface SdlPart {
  readonly kind: PartKind;
  readonly name: string;
  /** Of a field: the type that it leads to. Of a member: the type. */
  readonly target?: string;
}

/** Lists the parts of a schema. */
export function partsOf(sdl: string): readonly SdlPart[] {
  const parts: SdlPart[] = [];
  visitParts(parse(sdl, { noLocation: true }), (part) => {
    parts.push(part);
    return undefined;
  });
  return parts;
}

/** Takes parts away, and then what nothing needs any more. */
export function withoutParts(sdl: string, names: ReadonlySet<string>): string {
  const document = parse(sdl, { noLocation: true });
  if (!partsOf(sdl).some(({ name }) => names.has(name))) return sdl;
  return print(withoutUnused(visitParts(document, ({ name }) => (names.has(name) ? null : undefined))));
}

function visitParts(document: DocumentNode, decide: (part: SdlPart) => null | undefined): DocumentNode {
  let type = '';
  let field = '';
  return visit(document, {
    enter(node, _key, _parent, path) {
      if (isTypeDefinitionNode(node)) {
        type = node.name.value;
        field = '';
      }
      const isInput = node.kind === Kind.INPUT_VALUE_DEFINITION;
      if (node.kind === Kind.FIELD_DEFINITION || (isInput && path.at(-2) === 'fields')) field = node.name.value;
      const part = partAt(node, { type, field, list: path.at(-2) });
      return part === undefined ? undefined : decide(part);
    },
  });
}

function partAt(
  node: ASTNode,
  at: { readonly type: string; readonly field: string; readonly list: string | number | undefined },
): SdlPart | undefined {
  const place = at.field === '' ? at.type : `${at.type}.${at.field}`;
  if (isTypeDefinitionNode(node)) return { kind: 'type', name: node.name.value };
  if (node.kind === Kind.FIELD_DEFINITION) {
    return { kind: 'field', name: place, target: print(node.type).replace(/[[\]!]/g, '') };
  }
  if (node.kind === Kind.INPUT_VALUE_DEFINITION) {
    return at.list === 'arguments'
      ? { kind: 'argument', name: `${place}(${node.name.value})` }
      : { kind: 'field', name: place, target: print(node.type).replace(/[[\]!]/g, '') };
  }
  if (node.kind === Kind.DIRECTIVE) return { kind: 'directive', name: `${place} ${print(node)}` };
  if (node.kind === Kind.NAMED_TYPE && (at.list === 'interfaces' || at.list === 'types')) {
    return { kind: 'member', name: `${at.type} > ${node.name.value}`, target: node.name.value };
  }
  return undefined;
}

/** Field sets that name what is gone, then `@external` fields that no field set names, then types without fields. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const fields = new Set<string>();
  visit(document, {
    FieldDefinition: ({ name }) => {
      fields.add(name.value);
    },
  });
  const known: DocumentNode = visit(document, {
    Directive(node) {
      const isKnown = fieldSetNames(print(node)).every((name) => fields.has(name));
      return isKnown ? undefined : null;
    },
  });
  const named = new Set(fieldSetNames(print(known)));
  const kept: DocumentNode = visit(known, {
    FieldDefinition(node) {
      const isExternal = node.directives?.some(({ name }) => name.value === 'external') === true;
      return isExternal && !named.has(node.name.value) ? null : undefined;
    },
  });
  const isEmpty = (node: ASTNode) =>
    ('fields' in node && node.fields?.length === 0) || ('types' in node && node.types?.length === 0);
  return { ...kept, definitions: kept.definitions.filter((definition) => !isEmpty(definition)) };
}

/** Fields that the field sets of a text name; arguments and type conditions are no fields. */
function fieldSetNames(text: string): readonly string[] {
  return [...text.matchAll(/fields: "((?:[^"\\]|\\.)*)"/g)].flatMap(([, fieldSet = '']) =>
    fieldSet
      .replace(/\([^)]*\)|\.\.\. on \w+/g, ' ')
      .split(/\W+/)
      .filter(Boolean),
  );
}
