const head = '{"data":';
const n = 'n'.charCodeAt(0);

/** `data` of an answer, written as JSON in UTF-8. Not to be changed: one may be part of several answers. */
export class WrittenData {
  /** A whole GraphQL response that has nothing but this data: `{"data":…}`. */
  readonly response: Buffer;

  private constructor(response: Buffer) {
    this.response = response;
  }

  /** @param response `{"data":…}` without any white space before the data, and nothing else in it. */
  static ofResponse(response: Buffer): WrittenData {
    return new WrittenData(response);
  }

  /** @param json The data's text. */
  static ofText(json: string): WrittenData {
    return new WrittenData(Buffer.from(`${head}${json}}`));
  }

  /** The data alone. A view: its memory is that of the response. */
  get bytes(): Buffer {
    return this.response.subarray(head.length, -1);
  }

  /** Whether the data is null as a whole. */
  get isNull(): boolean {
    return this.response[head.length] === n;
  }

  /** The data's text. */
  toString(): string {
    return this.response.toString('utf8', head.length, this.response.length - 1);
  }
}
