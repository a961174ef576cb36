/** Line and column of an offset, both from 1. A line ends at `\n`. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds line and column of `offset` in `text`. O(offset). */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', end + 1)) {
    line += 1;
    lineStart = end + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** A mapping or template that does not parse; the message says what was expected and what stands there. */
export class MappingSyntaxError extends SyntaxError {
  override readonly name = 'MappingSyntaxError';
  /** In UTF-16 code units from the start of the text. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(message: string, text: string, offset: number) {
    const { line, column } = positionAt(text, offset);
    super(`${message} (line ${line}, column ${column})`);
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}
