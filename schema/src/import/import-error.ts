/** Why a document cannot be imported at all. */
export type ImportErrorCode =
  /** A file or URL cannot be read. */
  | 'IMPORT_UNREADABLE'
  /** A file outside the allowed directory, or a host that was not allowed. */
  | 'IMPORT_NOT_ALLOWED'
  /** Over a limit: bytes, documents, depth, references, operations. */
  | 'IMPORT_TOO_LARGE'
  /** Not what it has to be: no OpenAPI document, a reference to nothing, no SDL in an overlay. */
  | 'IMPORT_INVALID'
  /** Correct, but with nothing in it that a subgraph could be made of, or of a kind that is not supported. */
  | 'IMPORT_UNSUPPORTED';

/** A document cannot be imported. The message names the file, and the place in it where one is at fault. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly code: ImportErrorCode;

  constructor(code: ImportErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
