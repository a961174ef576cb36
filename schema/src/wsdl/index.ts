export { decodeXml, XmlEncodingError } from './decode-xml.js';
export { type ParseXmlOptions, parseXml, type XmlRefusal, XmlSyntaxError } from './parse-xml.js';
export { type ResolveWsdlOptions, resolveWsdl } from './resolve-wsdl.js';
export {
  importsOf,
  isDefinitions,
  type ParsedDocument,
  parseWsdlDocument,
  resolveLocation,
  schemaImportsOf,
  schemasOf,
  type WsdlDocument,
  type WsdlImport,
  wsdlNamespace,
  xsdNamespace,
} from './wsdl-document.js';
export { WsdlError, type WsdlErrorCode, type WsdlPlace } from './wsdl-error.js';
export {
  attributeOf,
  childElements,
  type NamespaceScope,
  type QName,
  resolveQName,
  textOf,
  type XmlAttribute,
  type XmlElement,
} from './xml-element.js';
