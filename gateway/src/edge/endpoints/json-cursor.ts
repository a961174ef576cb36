/**
 * A place in a JSON text that is known to be well-formed: an answer that the gateway wrote. Values are skipped or taken as
 * they stand, so that numbers keep every digit and large answers are read once.
 */
export class JsonCursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first character of the value that comes next. */
  next(): string {
    while (' \n\r\t,:'.includes(this.#text[this.#at] ?? '.')) {
      this.#at++;
    }
    return this.#text[this.#at] ?? '';
  }

  /** Walks through an object: `member` has to read or skip the value. */
  object(member: (name: string) => void): void {
    this.#open();
    while (this.next() !== '}') {
      member(this.string());
      this.next();
    }
    this.#at++;
  }

  /** Walks through a list: `item` has to read or skip the value. */
  list(item: () => void): void {
    this.#open();
    while (this.next() !== ']') {
      item();
    }
    this.#at++;
  }

  /** Reads a string. */
  string(): string {
    const raw = this.raw();
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  /** Takes a whole value as it is written. */
  raw(): string {
    this.next();
    const start = this.#at;
    this.#skip();
    return this.#text.slice(start, this.#at);
  }

  #open(): void {
    this.next();
    this.#at++;
  }

  #skip(): void {
    let depth = 0;
    do {
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#skipString();
      } else if (character === '{' || character === '[') {
        depth++;
        this.#at++;
      } else if (character === '}' || character === ']') {
        depth--;
        this.#at++;
      } else if (depth > 0 && (character === ',' || character === ':')) {
        this.#at++;
      } else {
        this.#skipLiteral();
      }
    } while (depth > 0);
  }

  #skipString(): void {
    let end = this.#at;
    do {
      end = this.#text.indexOf('"', end + 1);
    } while (this.#isEscaped(end));
    this.#at = end + 1;
  }

  /** Whether an odd number of backslashes stands before a quote. */
  #isEscaped(quote: number): boolean {
    let before = quote - 1;
    while (this.#text[before] === '\\') {
      before--;
    }
    return (quote - before) % 2 === 0;
  }

  /** Numbers, `true`, `false`, `null`, and white space. */
  #skipLiteral(): void {
    const start = this.#at;
    while (this.#at < this.#text.length && !',:{}[]"'.includes(this.#text[this.#at] ?? '')) {
      this.#at++;
    }
    if (this.#at === start) {
      throw new TypeError('The answer is not the JSON it should be');
    }
  }
}
