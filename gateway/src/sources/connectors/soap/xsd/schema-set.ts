import {
  attributeOf,
  childElements,
  type ParsedDocument,
  type QName,
  resolveLocation,
  resolveQName,
  schemaImportsOf,
  schemasOf,
  WsdlError,
  type XmlElement,
  xsdNamespace,
} from '@facet/schema/wsdl';

/** One schema, and the namespace its components are in: another than its own where it is included by one that has it. */
export interface SchemaContext {
  /** The document's location, for errors. */
  readonly location: string;
  readonly root: XmlElement;
  readonly targetNamespace: string;
  /** For what stands in an xsd:redefine: the components that it redefines, by kind and name. */
  readonly redefined?: ReadonlyMap<string, Declared>;
}

/** A component of a schema, not yet compiled. */
export interface Declared {
  readonly node: XmlElement;
  readonly schema: SchemaContext;
  /** It stands directly in the schema, so that its name is always qualified. */
  readonly isGlobal?: boolean;
}

/** The kinds of global components that are looked up by name. */
export type ComponentKind = 'element' | 'type' | 'group' | 'attribute' | 'attributeGroup';

const componentKinds: ReadonlyMap<string, ComponentKind> = new Map([
  ['element', 'element'],
  ['complexType', 'type'],
  ['simpleType', 'type'],
  ['group', 'group'],
  ['attribute', 'attribute'],
  ['attributeGroup', 'attributeGroup'],
]);

/** One key for a name and its namespace, in Clark's notation. */
export function keyOf(name: QName): string {
  return `{${name.namespace}}${name.name}`;
}

/** An error at a node. */
export function invalid(declared: Declared, message: string): WsdlError {
  return new WsdlError('WSDL_INVALID', message, placeOf(declared));
}

/** Where a node stands. */
export function placeOf({ node, schema }: Declared): { readonly file: string; readonly line: number } {
  return { file: schema.location, line: node.line };
}

/**
 * Every global component of a set of documents, by kind and name. Where two have one name the first counts; one that is
 * redefined is replaced for all but its redefinition.
 *
 * Spec: XML Schema Part 1, section 4.2.
 */
export class SchemaSet {
  readonly #components = new Map<ComponentKind, Map<string, Declared>>();
  readonly #byLocation: ReadonlyMap<string, XmlElement>;
  readonly #indexed = new Set<string>();
  readonly #redefinitions: Declared[] = [];

  /** @throws {WsdlError} WSDL_UNSUPPORTED for xsd:override; WSDL_INVALID for an xsd:redefine of what is not there. */
  constructor(documents: readonly ParsedDocument[]) {
    this.#byLocation = new Map(documents.map(({ location, root }) => [location, root]));
    for (const { location, root } of documents) {
      for (const [position, schema] of schemasOf(root).entries()) {
        const targetNamespace = attributeOf(schema, 'targetNamespace') ?? '';
        this.#index({ location, root: schema, targetNamespace }, position);
      }
    }
    for (const redefinition of this.#redefinitions) this.#redefine(redefinition);
  }

  /** @param from Where the component is named: a redefinition that names itself means what it redefines. */
  find(kind: ComponentKind, name: QName, from?: Declared): Declared | undefined {
    return from?.schema.redefined?.get(`${kind} ${keyOf(name)}`) ?? this.#components.get(kind)?.get(keyOf(name));
  }

  all(kind: ComponentKind): Iterable<Declared> {
    return this.#components.get(kind)?.values() ?? [];
  }

  /** Where else the name of something missing stands, for its error: mostly a prefix is missing, or a wrong one. */
  elsewhere(kind: ComponentKind, name: string): string {
    const found = [...this.all(kind)].find(({ node }) => attributeOf(node, 'name') === name);
    if (found === undefined) return '';
    const { targetNamespace } = found.schema;
    return targetNamespace === '' ? '; there is one without a namespace' : `; there is one in "${targetNamespace}"`;
  }

  /** O(components), once for each schema and namespace it is included into. */
  #index(schema: SchemaContext, position: number): void {
    const identity = `${schema.location}#${position} ${schema.targetNamespace}`;
    if (this.#indexed.has(identity)) {
      return;
    }
    this.#indexed.add(identity);
    for (const node of childElements(schema.root)) {
      if (node.namespace === xsdNamespace) {
        this.#indexComponent({ node, schema, isGlobal: true });
      }
    }
    for (const reference of schemaImportsOf(schema.root)) {
      if (reference.kind !== 'import' && reference.location !== undefined) {
        this.#include(schema, resolveLocation(schema.location, reference.location));
      }
    }
  }

  #indexComponent(declared: Declared): void {
    const { node, schema } = declared;
    if (node.name === 'override') {
      throw new WsdlError('WSDL_UNSUPPORTED', 'xsd:override is not supported', placeOf(declared));
    }
    if (node.name === 'redefine') {
      // Only once all else is known: the document that is redefined may come later.
      this.#redefinitions.push(declared);
      return;
    }
    const kind = componentKinds.get(node.name);
    const name = attributeOf(node, 'name');
    if (kind === undefined || name === undefined) {
      return;
    }
    const components = this.#components.get(kind) ?? new Map<string, Declared>();
    this.#components.set(kind, components);
    const key = keyOf({ namespace: schema.targetNamespace, name });
    if (!components.has(key)) {
      components.set(key, declared);
    }
  }

  #redefine({ node, schema }: Declared): void {
    const redefined = new Map<string, Declared>();
    const inside: SchemaContext = { ...schema, redefined };
    for (const child of childElements(node)) {
      const kind = componentKinds.get(child.name);
      const name = attributeOf(child, 'name');
      if (kind === undefined || name === undefined) continue;
      const declared: Declared = { node: child, schema: inside, isGlobal: true };
      const key = keyOf({ namespace: schema.targetNamespace, name });
      const components = this.#components.get(kind);
      const original = components?.get(key);
      if (components === undefined || original === undefined) {
        throw invalid(declared, `there is no ${child.name} "${name}" to redefine`);
      }
      redefined.set(`${kind} ${key}`, original);
      components.set(key, declared);
    }
  }

  /** A schema without a namespace takes that of the one which includes it (XML Schema Part 1, section 4.2.1). */
  #include(schema: SchemaContext, location: string): void {
    const root = this.#byLocation.get(location);
    if (root !== undefined && schema.targetNamespace !== '' && attributeOf(root, 'targetNamespace') === undefined) {
      this.#index({ location, root, targetNamespace: schema.targetNamespace }, 0);
    }
  }
}

/**
 * Resolves a QName in an attribute of a schema.
 *
 * @throws {WsdlError} WSDL_INVALID when its prefix is not declared.
 */
export function referenceOf(declared: Declared, text: string): QName {
  const { node, schema } = declared;
  const name = resolveQName(node.scope, text);
  if (name === undefined) {
    throw invalid(declared, `the prefix of "${text}" is not declared`);
  }
  const chameleon = name.namespace === '' && attributeOf(schema.root, 'targetNamespace') === undefined;
  return chameleon ? { namespace: schema.targetNamespace, name: name.name } : name;
}
