/** Why a WSDL cannot be used. */
export type WsdlErrorCode =
  /** A document cannot be read or fetched. */
  | 'WSDL_UNREADABLE'
  /** A file outside the entry's directory tree. */
  | 'WSDL_OUTSIDE_DIRECTORY'
  /** A host that is not among the allowed ones, or a scheme that is neither file, http nor https. */
  | 'WSDL_HOST_NOT_ALLOWED'
  /** Over `maxBytes` or `maxDocuments`. */
  | 'WSDL_TOO_LARGE'
  /** Not well-formed XML, or not a WSDL 1.1 or XML Schema document, or one that contradicts itself. */
  | 'WSDL_INVALID'
  /** Correct, but of a kind that is not supported: WSDL 2.0, `use="encoded"` of documents and the like. */
  | 'WSDL_UNSUPPORTED';

/** A WSDL, or a document that it imports, cannot be used. The message names the place once more, for where only it is shown. */
export class WsdlError extends Error {
  override readonly name = 'WsdlError';
  readonly code: WsdlErrorCode;
  /** The document's location, as in `WsdlDocument`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;

  constructor(code: WsdlErrorCode, message: string, place: WsdlPlace, cause?: unknown) {
    super(`${place.file}:${place.line}: ${message}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.file = place.file;
    this.line = place.line;
  }
}

/** A place in a document. */
export interface WsdlPlace {
  readonly file: string;
  readonly line: number;
}
