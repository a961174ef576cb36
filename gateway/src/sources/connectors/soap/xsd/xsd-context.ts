import type { QName } from '@facet/schema/wsdl';
import type { Declared, SchemaSet } from './schema-set.js';
import type { ComplexType, ElementModel, Group, SimpleType, XsdType } from './xsd-model.js';

/** What the parts of the schema compiler need of each other. */
export interface XsdContext {
  readonly set: SchemaSet;
  /** The type that an attribute (`type`, `base`, …) of the node names. @throws {WsdlError} when there is none. */
  typeReferred(declared: Declared, text: string): XsdType;
  /** Compiles a `complexType` node. */
  complexType(declared: Declared, name?: QName): ComplexType;
  /** Compiles a `simpleType` node. */
  simpleType(declared: Declared, name?: QName): SimpleType;
  /** The global element of a name. @throws {WsdlError} naming `declared` when there is none. */
  elementReferred(declared: Declared, name: QName): ElementModel;
  /** The content of a global `group`. @throws {WsdlError} when there is none, or it holds itself. */
  groupReferred(declared: Declared, name: QName): Group | undefined;
  /** The elements that may stand for a global element, by substitution group. */
  substitutesFor(name: QName): readonly ElementModel[];
}
