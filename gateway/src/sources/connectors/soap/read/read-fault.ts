import { attributeOf, childElements, resolveQName, textOf, type XmlElement } from '@facet/schema/wsdl';
import { createObject } from '../../json.js';
import { envelopeNamespaces } from '../namespaces.js';
import type { XsdLibrary } from '../xsd/xsd-model.js';
import { readBlocks } from './read-blocks.js';

/** A Fault of either version of SOAP, in one shape. */
export interface SoapFault {
  /** What `errors` is applied to: `faultcode`, `faultsubcode`, `faultstring`, `faultactor`, `detail`; absent ones left out. */
  readonly data: Readonly<Record<string, unknown>>;
  /** `faultcode` (1.1) or `Code/Value` (1.2), without its prefix. */
  readonly code: string;
  /** The innermost `Subcode/Value` of SOAP 1.2. */
  readonly subcode: string | undefined;
  /** `faultstring` or `Reason/Text`; empty when the service says nothing. */
  readonly text: string;
  /** `faultactor` or `Role`. */
  readonly actor: string | undefined;
  /** The service refused the credentials or the security header. */
  readonly isSecurity: boolean;
}

/**
 * The Fault in a body, or undefined when there is none.
 *
 * Spec: SOAP 1.1 section 4.4; SOAP 1.2 Part 1 section 5.4.
 */
export function findFault(body: readonly XmlElement[]): XmlElement | undefined {
  const namespaces = Object.values(envelopeNamespaces);
  return body.find((element) => element.name === 'Fault' && namespaces.includes(element.namespace));
}

/**
 * Reads a Fault, of which version its children say: some services put those of one into the envelope of the other, or
 * into no namespace. Never throws; what cannot be read is left out.
 */
export function readFault(fault: XmlElement, library: XsdLibrary): SoapFault {
  const isNew = childElements(fault, 'Code').length > 0 || childElements(fault, 'Reason').length > 0;
  const codes = isNew ? codesOf(fault) : childElements(fault, 'faultcode');
  const code = localName(codes[0]);
  const subcode = codes.length > 1 ? localName(codes.at(-1)) : undefined;
  const text = (isNew ? reasonOf(fault) : firstText(fault, 'faultstring')) ?? '';
  const actor = firstText(fault, isNew ? 'Role' : 'faultactor');
  const [detail] = childElements(fault, isNew ? 'Detail' : 'detail');
  const data = createObject();
  data['faultcode'] = code;
  if (subcode !== undefined) data['faultsubcode'] = subcode;
  data['faultstring'] = text;
  if (actor !== undefined) data['faultactor'] = actor;
  if (detail !== undefined) data['detail'] = readDetail(detail, library);
  return { data, code, subcode, text, actor, isSecurity: codes.some(isSecurityCode) };
}

/** `Code/Value` and the `Value` of each `Subcode` inside of it, the outermost first. */
function codesOf(fault: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (let [at] = childElements(fault, 'Code'); at !== undefined; [at] = childElements(at, 'Subcode')) {
    found.push(...childElements(at, 'Value').slice(0, 1));
  }
  return found;
}

/** The English text where there are several, as the one an operator's log is read in; else the first. */
function reasonOf(fault: XmlElement): string | undefined {
  const texts = childElements(fault, 'Reason').flatMap((reason) => childElements(reason, 'Text'));
  const english = texts.find((text) => /^en\b/i.test(languageOf(text)));
  const chosen = english ?? texts[0];
  return chosen && textOf(chosen).trim();
}

function languageOf(text: XmlElement): string {
  return attributeOf(text, 'lang', 'http://www.w3.org/XML/1998/namespace') ?? '';
}

function firstText(fault: XmlElement, name: string): string | undefined {
  const [first] = childElements(fault, name);
  return first && textOf(first).trim();
}

function localName(code: XmlElement | undefined): string {
  return code === undefined ? '' : textOf(code).trim().replace(/^.*:/, '');
}

/** Every version of WS-Security's own namespaces, the drafts before OASIS too; WS-Trust's tokens are not credentials. */
const securityNamespaces =
  /^http:\/\/(docs\.oasis-open\.org\/wss\/.*wssecurity-(secext|utility)|schemas\.xmlsoap\.org\/ws\/\d{4}\/\d{2}\/(secext|utility))/;

/** Spec: Web Services Security: SOAP Message Security 1.1, section 12. */
function isSecurityCode(code: XmlElement): boolean {
  const text = textOf(code);
  const name = resolveQName(code.scope, text);
  // A prefix that nobody declared is a common slip, and what this one means is plain.
  return name === undefined ? /^\s*(wsse|wsu):/.test(text) : securityNamespaces.test(name.namespace);
}

/** What `detail` holds: see `readBlocks`. Text alone is `"#text"`. */
function readDetail(detail: XmlElement, library: XsdLibrary): unknown {
  const object = readBlocks(childElements(detail), library);
  const text = textOf(detail).trim();
  if (text !== '') {
    object['#text'] = text;
  }
  return object;
}
