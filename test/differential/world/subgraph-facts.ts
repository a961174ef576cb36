import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql';

/** One `@key`. */
export interface KeyFact {
  readonly fields: string;
  readonly resolvable: boolean;
}

/** One `@override`. */
export interface OverrideFact {
  readonly from: string;
  readonly label: string | undefined;
}

/** What a subgraph's schema says about its part of the graph. Fields are named `Type.field`. */
export interface SubgraphFacts {
  readonly external: ReadonlySet<string>;
  /** Field -> field set. */
  readonly requires: ReadonlyMap<string, string>;
  readonly provides: ReadonlyMap<string, string>;
  /** Field -> subgraph that it is taken from, always or while a label is on. */
  readonly overrides: ReadonlyMap<string, OverrideFact>;
  /** Type -> its keys here. */
  readonly keys: ReadonlyMap<string, readonly KeyFact[]>;
  readonly interfaceObjects: ReadonlySet<string>;
}

/** Reads the federation directives of a subgraph's schema. */
export function readSubgraphFacts(sdl: string): SubgraphFacts {
  const external = new Set<string>();
  const requires = new Map<string, string>();
  const provides = new Map<string, string>();
  const overrides = new Map<string, OverrideFact>();
  const keys = new Map<string, readonly KeyFact[]>();
  const interfaceObjects = new Set<string>();
  const readField = (typeName: string, field: FieldDefinitionNode) => {
    const coordinate = `${typeName}.${field.name.value}`;
    for (const directive of field.directives ?? []) {
      const kind = directive.name.value;
      if (kind === 'external') external.add(coordinate);
      if (kind === 'requires') requires.set(coordinate, textArgument(directive, 'fields'));
      if (kind === 'provides') provides.set(coordinate, textArgument(directive, 'fields'));
      if (kind === 'override') overrides.set(coordinate, toOverride(directive));
    }
  };
  for (const type of typesWithFields(sdl)) {
    const name = type.name.value;
    const typeKeys = (type.directives ?? []).filter((directive) => directive.name.value === 'key').map(toKey);
    if (typeKeys.length > 0) keys.set(name, typeKeys);
    if (type.directives?.some((directive) => directive.name.value === 'interfaceObject')) interfaceObjects.add(name);
    for (const field of type.fields ?? []) readField(name, field);
  }
  return { external, requires, provides, overrides, keys, interfaceObjects };
}

function typesWithFields(sdl: string): (ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)[] {
  return parse(sdl, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
      ? [definition]
      : [],
  );
}

function toKey(directive: ConstDirectiveNode): KeyFact {
  const resolvable = directive.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
  return {
    fields: textArgument(directive, 'fields'),
    resolvable: resolvable?.kind !== Kind.BOOLEAN || resolvable.value,
  };
}

function toOverride(directive: ConstDirectiveNode): OverrideFact {
  const hasLabel = directive.arguments?.some(({ name }) => name.value === 'label') === true;
  return { from: textArgument(directive, 'from'), label: hasLabel ? textArgument(directive, 'label') : undefined };
}

function textArgument(directive: ConstDirectiveNode, name: string): string {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind !== Kind.STRING) throw new TypeError(`@${directive.name.value} has no text argument "${name}"`);
  return value.value;
}
