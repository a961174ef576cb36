import { escapeXml, type XmlWriter } from './xml-writer.js';

/** The versions of WS-Addressing, by the date in their namespace: the recommendation, and the submission before it. */
export type AddressingVersion = 'W3C_2005_08' | 'MEMBER_2004_08';

/** Namespace of WS-Addressing's headers, by version. */
export const addressingNamespaces: Readonly<Record<AddressingVersion, string>> = {
  W3C_2005_08: 'http://www.w3.org/2005/08/addressing',
  MEMBER_2004_08: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
};

const anonymous: Readonly<Record<AddressingVersion, string>> = {
  W3C_2005_08: `${addressingNamespaces.W3C_2005_08}/anonymous`,
  MEMBER_2004_08: `${addressingNamespaces.MEMBER_2004_08}/role/anonymous`,
};

/** What the addressing headers of a message say. */
export interface AddressingValues {
  readonly version: AddressingVersion;
  readonly action: string;
  /** The URL that is called. */
  readonly to: string;
  /** A URI of its own for each message. */
  readonly messageId: string;
}

/**
 * Writes the headers of WS-Addressing: what is asked for, of whom, under which id, and that the answer is to come on the
 * same connection.
 *
 * Spec: Web Services Addressing 1.0: Core, section 3.2; SOAP Binding, section 5.
 *
 * @param id Makes the `wsu:Id` attribute of a header that is signed; empty for none.
 */
export function writeAddressing(values: AddressingValues, writer: XmlWriter, id: (name: string) => string): void {
  const namespace = addressingNamespaces[values.version];
  const name = (local: string) => writer.qualify(namespace, local);
  const block = (local: string, text: string) => {
    writer.add(`<${name(local)}${id(local)}>${escapeXml(text, local)}</${name(local)}>`);
  };
  block('Action', values.action);
  block('MessageID', values.messageId);
  const address = `<${name('Address')}>${anonymous[values.version]}</${name('Address')}>`;
  writer.add(`<${name('ReplyTo')}${id('ReplyTo')}>${address}</${name('ReplyTo')}>`);
  block('To', values.to);
}
