/** A subgraph as importers build it: what the printer needs, and nothing of where it comes from. */
export interface SubgraphModel {
  /** Printed as comments above everything. */
  readonly comments: readonly string[];
  /** Directives of the schema. */
  readonly schemaDirectives: readonly DirectiveModel[];
  readonly query: readonly FieldModel[];
  readonly mutation: readonly FieldModel[];
  /** In the order in which they are printed. */
  readonly types: readonly TypeModel[];
}

export type TypeModel = ObjectModel | UnionModel | EnumModel | ScalarModel;

/** An object type, or an input type. */
export interface ObjectModel {
  readonly kind: 'type' | 'input';
  readonly name: string;
  description?: string | undefined;
  readonly directives: DirectiveModel[];
  readonly fields: FieldModel[];
}

export interface UnionModel {
  readonly kind: 'union';
  readonly name: string;
  readonly description?: string | undefined;
  /** Names of object types. */
  readonly members: readonly string[];
}

export interface EnumModel {
  readonly kind: 'enum';
  readonly name: string;
  readonly description?: string | undefined;
  readonly values: ReadonlyArray<{ readonly name: string; readonly description?: string | undefined }>;
}

export interface ScalarModel {
  readonly kind: 'scalar';
  readonly name: string;
  readonly description: string;
}

/** A field of an object or input type, or an argument. */
export interface FieldModel {
  readonly name: string;
  readonly description?: string | undefined;
  readonly args?: readonly FieldModel[];
  /** With its list brackets and exclamation marks. */
  type: string;
  /** The type's own name, without brackets and marks. */
  typeName: string;
  /** A value of GraphQL, for arguments and input fields. */
  readonly defaultValue?: string | undefined;
  readonly directives: readonly DirectiveModel[];
}

/** A directive, its arguments in the order in which they are printed. Undefined ones are left out. */
export interface DirectiveModel {
  readonly name: string;
  readonly args: Readonly<Record<string, DirectiveValue | undefined>>;
}

/** A value of GraphQL. A string with line ends is printed as a block. */
export type DirectiveValue =
  | string
  | number
  | boolean
  | EnumLiteral
  | readonly DirectiveValue[]
  | { readonly [key: string]: DirectiveValue | undefined };

/** A value of an enum, which has no quotes. */
export interface EnumLiteral {
  readonly enumValue: string;
}
