/** Frees one thing that was opened. */
export type Release = () => Promise<void>;

/** What is opened is to be closed again. */
export interface Opening {
  /** Added to. */
  readonly releases: Release[];
}
