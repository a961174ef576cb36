import type { ImportNote } from './import-result.js';

/** Gathers notes; the same one said twice is kept once. */
export class NoteCollector {
  readonly #notes = new Map<string, ImportNote>();

  add(kind: ImportNote['kind'], subject: string, reason: string): void {
    const note = { kind, subject, reason };
    const key = JSON.stringify(note);
    if (!this.#notes.has(key)) this.#notes.set(key, note);
  }

  /** Omitted first, then changed, then what needs attention; each in the order in which they were found. */
  all(): readonly ImportNote[] {
    const notes = [...this.#notes.values()];
    return (['omitted', 'changed', 'attention'] as const).flatMap((kind) => notes.filter((note) => note.kind === kind));
  }
}
