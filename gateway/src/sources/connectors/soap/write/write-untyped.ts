import { isJsonObject, maxValueDepth } from '../../json.js';
import { instanceNamespace } from '../namespaces.js';
import { stringType } from '../xsd/builtin-types.js';
import { formatSimple } from './format-simple.js';
import { SoapInputError } from './input-error.js';
import { escapeXml, type XmlWriter } from './xml-writer.js';

/** What writing an element of which no schema is known depends on. */
export interface UntypedContext {
  readonly writer: XmlWriter;
  readonly path: string;
  readonly depth: number;
  /** Further attributes, escaped, with a space before each. */
  readonly attributes?: string;
  /**
   * Namespace of the elements inside that do not say which they have, where `"@xmlns"` is read as XML reads `xmlns`.
   * Undefined: it is read as `writeUntyped` says.
   */
  readonly inherited?: string;
}

/** Spec: Namespaces in XML 1.0, `NCName`, its common part. */
const ncName = /^[\p{L}_][\p{L}\p{N}._·-]*$/u;

/**
 * Writes an element of which no schema is known, where the WSDL has xsd:any or xsd:anyType: keys become child elements
 * in the order they have, those of a list repeat. `"@xmlns"` names the namespace of the elements inside; without it
 * they have none.
 *
 * @param name As it stands in the tag, with its prefix.
 * @throws {SoapInputError} for a key that is no name in XML.
 */
export function writeUntyped(name: string, value: unknown, context: UntypedContext): void {
  const { writer, path, attributes = '' } = context;
  if (context.depth > maxValueDepth) {
    throw new SoapInputError(path, `is nested more than ${maxValueDepth} deep`);
  }
  if (value === null || value === undefined) {
    writer.add(`<${name}${attributes} ${writer.qualify(instanceNamespace, 'nil')}="true"/>`);
    return;
  }
  if (!isJsonObject(value)) {
    writer.add(`<${name}${attributes}>${escapeXml(formatSimple(stringType, value, path), path)}</${name}>`);
    return;
  }
  writer.add(`<${name}${attributes}${attributesOf(value, path)}>`);
  const namespace = namespaceOf(value) ?? context.inherited ?? '';
  for (const [key, child] of Object.entries(value)) {
    if (key === '#text') {
      writer.add(escapeXml(formatSimple(stringType, child, path), path));
    } else if (!key.startsWith('@') && child !== undefined) {
      writeChildren(key, child, namespace, context);
    }
  }
  writer.add(`</${name}>`);
}

function writeChildren(key: string, value: unknown, namespace: string, context: UntypedContext): void {
  const path = `${context.path}.${key}`;
  assertName(key, path);
  const { writer, inherited } = context;
  for (const item of Array.isArray(value) ? value : [value]) {
    const own = inherited === undefined ? namespace : (namespaceOf(item) ?? namespace);
    const inner = { writer, path, depth: context.depth + 1, ...(inherited !== undefined && { inherited: own }) };
    writeUntyped(writer.qualify(own, key), item, inner);
  }
}

/** What `"@xmlns"` of an object says. */
export function namespaceOf(value: unknown): string | undefined {
  const namespace = isJsonObject(value) ? value['@xmlns'] : undefined;
  return typeof namespace === 'string' ? namespace : undefined;
}

function attributesOf(value: Readonly<Record<string, unknown>>, path: string): string {
  let text = '';
  for (const [key, attribute] of Object.entries(value)) {
    if (key.startsWith('@') && key !== '@xmlns' && attribute !== undefined && attribute !== null) {
      assertName(key.slice(1), `${path}.${key}`);
      const formatted = formatSimple(stringType, attribute, `${path}.${key}`);
      text += ` ${key.slice(1)}="${escapeXml(formatted, `${path}.${key}`)}"`;
    }
  }
  return text;
}

/** Keys may come from a client, so nothing but a name may pass into the markup. */
export function assertName(key: string, path: string): void {
  if (!ncName.test(key)) {
    throw new SoapInputError(path, 'is no name in XML');
  }
}
