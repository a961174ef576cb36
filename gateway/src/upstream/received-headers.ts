/** The headers of an answer. */
export interface AnswerHeaders extends Iterable<readonly [string, string]> {
  /**
   * @param name In lower case.
   * @returns Its value, those of a repeated one joined by `, `.
   */
  get(name: string): string | undefined;
}

/** Headers in the bytes that were received. Text is made of those that somebody asks for; most are never read. */
export class ReceivedHeaders implements AnswerHeaders {
  readonly #received: readonly Buffer[];

  /** @param received Names and values by turns. */
  constructor(received: readonly Buffer[]) {
    this.#received = received;
  }

  get(name: string): string | undefined {
    let found: string | undefined;
    for (let at = 0; at < this.#received.length; at += 2) {
      // Lengths tell most names apart, and cost nothing to compare.
      if (this.#received[at]?.length === name.length && this.#text(at).toLowerCase() === name) {
        found = found === undefined ? this.#text(at + 1) : `${found}, ${this.#text(at + 1)}`;
      }
    }
    return found;
  }

  /** Each name once, in lower case. */
  [Symbol.iterator](): Iterator<readonly [string, string]> {
    const headers = new Map<string, string>();
    for (let at = 0; at < this.#received.length; at += 2) {
      const name = this.#text(at).toLowerCase();
      const before = headers.get(name);
      headers.set(name, before === undefined ? this.#text(at + 1) : `${before}, ${this.#text(at + 1)}`);
    }
    return headers.entries();
  }

  #text(at: number): string {
    return this.#received[at]?.toString('latin1') ?? '';
  }
}
