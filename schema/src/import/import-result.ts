/** Something that the result does not say, or says in another way than the document. */
export interface ImportNote {
  /**
   * `omitted`: left out, for it cannot be expressed. `changed`: there, but less exact than in the document.
   * `attention`: fine as it is, and somebody has to do or know something.
   */
  readonly kind: 'omitted' | 'changed' | 'attention';
  /** What it is about: an operation (`GET /pets/{id}`), or what is meant within one (`Pet.owner`, `parameter "sort"`). */
  readonly subject: string;
  readonly reason: string;
}

/** How many operations a document has, and what became of them. */
export interface ImportCounts {
  readonly operations: number;
  /** Fields of Query and Mutation. */
  readonly imported: number;
  /** Listed among the notes as `omitted`. */
  readonly notExpressible: number;
  /** Left out because `include` or `exclude` say so. */
  readonly filtered: number;
  readonly entities: number;
}

/** One imported operation. */
export interface ImportedOperation {
  /** As in notes: `GET /pets/{id}`, or the name of a SOAP operation. */
  readonly subject: string;
  /** `Query.pet`. */
  readonly coordinate: string;
}

/** What an importer makes of a document. */
export interface ImportResult {
  /** The subgraph's SDL. */
  readonly sdl: string;
  readonly notes: readonly ImportNote[];
  readonly counts: ImportCounts;
  readonly operations: readonly ImportedOperation[];
}
