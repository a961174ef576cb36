import type { SoapVersion } from '../wsdl/service-description.js';
import type { XsdLibrary } from '../xsd/xsd-model.js';
import type { XmlWriter } from './xml-writer.js';

/** What writing an element depends on besides its value. */
export interface WriteContext {
  readonly writer: XmlWriter;
  readonly library: XsdLibrary;
  /** The place in the input, for errors. */
  readonly path: string;
  readonly depth: number;
  /** Set when the message is written by SOAP's encoding: its version. */
  readonly encoding?: SoapVersion | undefined;
}
