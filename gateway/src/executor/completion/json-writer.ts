import { WrittenData } from './written-data.js';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const zero = 0x30;

/** Which UTF-16 code units stand for themselves in JSON, and take one byte: 1 for those. RFC 8259 section 7. */
const isPlain = new Uint8Array(0x10000).fill(1, 0x20, 0x80);
isPlain[quote] = 0;
isPlain[backslash] = 0;
const plainText = /^[ !#-[\]-\x7f]*$/;

/** Strings from this length on are written by native code; for shorter ones, calling it takes longer than writing them. */
const longString = 128;
/** Integers below it are written digit by digit. */
const smallInteger = 1_000_000;

const initialBytes = 256 * 1024;
/** A larger buffer is given up after the answer it was needed for. */
const maxKeptBytes = 4 * 1024 * 1024;

const head = Buffer.from('{"data":');

/**
 * Writes JSON in UTF-8 into a buffer that grows. Against strings that are put together: no garbage, nothing to flatten and
 * nothing to encode at the end, and what was written before can be repeated by copying its bytes.
 *
 * One writer serves all answers of a thread, one after the other: completion does not wait for anything.
 */
export class JsonWriter {
  #bytes = Buffer.allocUnsafeSlow(initialBytes);
  #position = 0;

  /** Where the next byte goes: something to go back to, or to copy from. */
  get position(): number {
    return this.#position;
  }

  /** Begins an answer; what was written before is forgotten. */
  begin(): void {
    this.#bytes.set(head);
    this.#position = head.length;
  }

  /** Ends the answer: its bytes are copied out. */
  end(): WrittenData {
    this.#reserve(1);
    this.#bytes[this.#position] = 0x7d;
    const written = WrittenData.ofResponse(Buffer.from(this.#bytes.subarray(0, this.#position + 1)));
    if (this.#bytes.length > maxKeptBytes) {
      this.#bytes = Buffer.allocUnsafeSlow(initialBytes);
    }
    return written;
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
    if (length >= longString) {
      this.#longString(value);
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

  #longString(value: string): void {
    if (!plainText.test(value)) {
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
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#position);
    this.#bytes = larger;
  }
}
