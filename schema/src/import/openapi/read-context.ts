import type { NoteCollector } from '../collect-notes.js';
import type { References } from './references.js';

/** What reading a description depends on besides its documents. */
export interface ReadApiContext {
  readonly references: References;
  readonly notes: NoteCollector;
  /** URL of the first document; undefined for a file. Relative servers start from it. */
  readonly url: string | undefined;
}
