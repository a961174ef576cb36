import { WrittenData } from './written-data.js';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const zero = 0x30;
const closeBrace = 0x7d;

/** Which UTF-16 code units stand for themselves in JSON, and take one byte: 1 for those. RFC 8259 section 7. */
const isPlain = new Uint8Array(0x10000).fill(1, 0x20, 0x80);
isPlain[quote] = 0;
isPlain[backslash] = 0;
const plainText = /^[ !#-[\]-\x7f]*$/;

/** Strings from this length on are written by native code; for shorter ones, calling it takes longer than writing them. */
const longString = 128;
/** The same where they need not be looked through before. */
const longPlainString = 48;
/** Integers below it are written digit by digit. */
const smallInteger = 1_000_000;

/** How much is kept for all answers. What needs more gets a buffer of its own. */
const keptBytes = 256 * 1024;
/** Of its own buffer, an answer leaves at most one part in this many empty, or its bytes are copied out. */
const emptyParts = 8;

const head = Buffer.from('{"data":');

/** What is known of an answer before it is written. */
export interface AnswerForecast {
  /** About how long the whole response is. Default 0: not known, the buffer doubles as often as it has to. */
  readonly expectedBytes?: number;
  /**
   * Whether every string stands for itself in JSON: printable ASCII without `"` and `\`. Then none is looked through.
   * Default false. A string that is not plain all the same breaks the answer.
   */
  readonly isPlain?: boolean;
}

/**
 * Writes JSON in UTF-8 into a buffer that grows. Against strings that are put together: no garbage, nothing to flatten and
 * nothing to encode at the end, and what was written before can be repeated by copying its bytes.
 *
 * One writer serves all answers of a thread, one after the other: completion does not wait for anything. An answer that is
 * larger than the buffer they share takes the one it has grown into with it, so that nothing large is copied nor kept.
 */
export class JsonWriter {
  readonly #kept = Buffer.allocUnsafeSlow(keptBytes);
  #bytes = this.#kept;
  #position = 0;
  #expectedBytes = 0;
  #isPlain = false;
  #longString = longString;

  /** Where the next byte goes: something to go back to, or to copy from. */
  get position(): number {
    return this.#position;
  }

  /** Begins an answer; what was written before is forgotten. */
  begin({ expectedBytes = 0, isPlain = false }: AnswerForecast = {}): void {
    this.#bytes = this.#kept;
    this.#bytes.set(head);
    this.#position = head.length;
    this.#expectedBytes = expectedBytes;
    this.#isPlain = isPlain;
    this.#longString = isPlain ? longPlainString : longString;
  }

  /** Ends the answer. */
  end(): WrittenData {
    this.character(closeBrace);
    const bytes = this.#bytes;
    const written = bytes.subarray(0, this.#position);
    const isOwn = bytes !== this.#kept && bytes.length - written.length <= bytes.length / emptyParts;
    this.#bytes = this.#kept;
    return WrittenData.ofResponse(isOwn ? written : Buffer.from(written));
  }

  /** Forgets what was written from a position on. */
  goBack(position: number): void {
    this.#position = position;
  }

  /** Writes text as it is, given as bytes. For short text: names and punctuation. */
  raw(text: Uint8Array): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const start = this.#position;
    for (let i = 0; i < length; i++) {
      bytes[start + i] = text[i] as number;
    }
    this.#position = start + length;
  }

  /** Writes one ASCII character. */
  character(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#position++] = code;
  }

  comma(): void {
    this.character(comma);
  }

  /** Writes JSON text of any length. */
  text(json: string): void {
    this.#reserve(json.length * 3);
    this.#position += this.#bytes.write(json, this.#position);
  }

  /** Repeats what was written between two positions. */
  repeat(start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.copyWithin(this.#position, start, end);
    this.#position += end - start;
  }

  /** Writes a string with its quotes and escapes. */
  string(value: string): void {
    const { length } = value;
    if (length >= this.#longString) {
      this.#long(value);
      return;
    }
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#position;
    bytes[at++] = quote;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (isPlain[code] === 0) {
        this.text(JSON.stringify(value));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = quote;
    this.#position = at;
  }

  #long(value: string): void {
    if (!this.#isPlain && !plainText.test(value)) {
      this.text(JSON.stringify(value));
      return;
    }
    const { length } = value;
    this.#reserve(length + 2);
    this.#bytes[this.#position] = quote;
    this.#bytes.write(value, this.#position + 1, length, 'latin1');
    this.#bytes[this.#position + length + 1] = quote;
    this.#position += length + 2;
  }

  /** Writes a finite number. */
  number(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= smallInteger || Object.is(value, -0)) {
      this.text(JSON.stringify(value));
      return;
    }
    this.#reserve(6);
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) {
      digits++;
    }
    let rest = value;
    for (let at = this.#position + digits - 1; at >= this.#position; at--) {
      const next = Math.floor(rest / 10);
      this.#bytes[at] = zero + rest - next * 10;
      rest = next;
    }
    this.#position += digits;
  }

  #reserve(count: number): void {
    const needed = this.#position + count;
    if (needed <= this.#bytes.length) {
      return;
    }
    const expected = this.#expectedBytes + Math.ceil(this.#expectedBytes / emptyParts / 2);
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, expected, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#position);
    this.#bytes = larger;
  }
}
