/**
 * A schema and its cut while they are being made. Everything refers to types by name; types of fields are SDL text.
 */
export interface Graph {
  readonly subgraphs: readonly string[];
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly inputs: ReadonlyMap<string, readonly ArgumentModel[]>;
  readonly objects: Map<string, ObjectModel>;
  readonly interfaces: Map<string, InterfaceModel>;
  readonly unions: Map<string, UnionModel>;
}

/** An object type. */
export interface ObjectModel {
  readonly name: string;
  readonly role: 'entity' | 'value' | 'root';
  readonly fields: Map<string, FieldModel>;
  /** By subgraph: where it is defined. */
  readonly places: Map<string, PlaceModel>;
  /** Field sets that may be its keys. */
  readonly keys: readonly string[];
  /** Subgraphs that must not define it, since they have an `@interfaceObject` for it. */
  readonly banned: Set<string>;
}

/** An object type in one subgraph. */
export interface PlaceModel {
  readonly keys: Map<string, { readonly resolvable: boolean }>;
  /** Defined only so that others can refer to it: key fields and no more. */
  readonly stub: boolean;
}

/** A field of an object type. */
export interface FieldModel {
  readonly name: string;
  /** SDL text of its type in the supergraph. */
  readonly type: string;
  readonly args: readonly ArgumentModel[];
  /** By subgraph: where it is defined. */
  readonly places: Map<string, FieldPlace>;
  /** How late it was made. A `@requires` only names earlier fields, so that none needs itself. */
  readonly order: number;
  /** Clients do not see it. */
  inaccessible: boolean;
  /**
   * What its data must not have. `key`: nulls or faults. `required`: nulls or faults where its type allows no null, since
   * `@requires` names it.
   */
  guard: 'none' | 'required' | 'key';
}

/** A field in one subgraph. */
export interface FieldPlace {
  shareable?: boolean;
  external?: boolean;
  requires?: string;
  provides?: string;
  /** The subgraph it is taken from. */
  override?: string;
  /** Label of the override. */
  label?: string;
  /** Another subgraph has taken it over, or does so while a label is on. */
  overridden?: 'always' | 'sometimes';
  /** A `@provides` of this subgraph names it. */
  provided?: boolean;
  /** SDL text of its type here, where it differs. */
  type?: string;
}

/** An argument, or a field of an input type. */
export interface ArgumentModel {
  readonly name: string;
  readonly type: string;
  /** SDL text. */
  readonly defaultValue: string | undefined;
}

/** An interface. */
export interface InterfaceModel {
  readonly name: string;
  readonly members: readonly string[];
  /** Fields that every member has. */
  readonly signature: readonly string[];
  /** Subgraphs that define it. */
  readonly places: Set<string>;
  /** Subgraph that defines it as an object with this name; its fields, and who resolves its key. */
  objectPlace?: { readonly subgraph: string; readonly home: string; readonly fields: Set<string> };
}

/** A union. */
export interface UnionModel {
  readonly name: string;
  readonly members: readonly string[];
  readonly places: Set<string>;
}

/** The type that is left when lists and non-null marks are taken away. */
export function namedType(type: string): string {
  return type.replace(/[[\]!]/g, '');
}

/** Whether a name is that of an object, interface or union. */
export function isComposite(graph: Graph, name: string): boolean {
  return graph.objects.has(name) || graph.interfaces.has(name) || graph.unions.has(name);
}

/** An object type that is known to exist. */
export function objectOf(graph: Graph, name: string): ObjectModel {
  const object = graph.objects.get(name);
  if (object === undefined) throw new Error(`There is no object type "${name}"`);
  return object;
}

/** Subgraphs that have more of an entity than its keys. */
export function fullPlaces(object: ObjectModel): readonly string[] {
  return [...object.places].flatMap(([subgraph, place]) => (place.stub ? [] : [subgraph]));
}

/** Object types that a field of a type can hold when a subgraph resolves it. */
export function possibleTypes(graph: Graph, typeName: string, subgraph: string): readonly string[] {
  const object = graph.objects.get(typeName);
  if (object !== undefined) return object.places.has(subgraph) ? [typeName] : [];
  const face = graph.interfaces.get(typeName);
  if (face?.objectPlace?.subgraph === subgraph) return face.members;
  const members = face?.members ?? graph.unions.get(typeName)?.members ?? [];
  return members.filter((member) => objectOf(graph, member).places.has(subgraph));
}
