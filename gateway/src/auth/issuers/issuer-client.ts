import type { HttpAnswer, HttpClient } from '../../upstream/http-client.js';

/** Asks one authorization server, by HTTP. */
export interface IssuerClient {
  /**
   * @returns The answer's JSON object.
   * @throws {Error} When there is no such answer within the bounds.
   */
  getJson(url: string, signal: AbortSignal): Promise<JsonObject>;
  /** Posts a form, with the gateway's own credentials at the issuer. Throws as `getJson` does. */
  postForm(url: string, form: URLSearchParams, call: PostFormOptions): Promise<JsonObject>;
}

/** A JSON object of an answer. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How a form is posted. */
export interface PostFormOptions {
  readonly authorization: string;
  readonly signal: AbortSignal;
}

/** Bounds of every call. */
export interface IssuerClientOptions {
  /** For errors. */
  readonly name: string;
  readonly httpClient: HttpClient;
  /** Deadline of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest answer, in bytes. */
  readonly maxAnswerBytes: number;
}

/** Makes a client of one issuer. Redirects are not followed, so that an issuer's address is the one configured. */
export function createIssuerClient(options: IssuerClientOptions): IssuerClient {
  const { httpClient, timeoutMs, maxAnswerBytes, name } = options;
  const bounds = { timeoutMs, maxAnswerBytes, source: `issuer ${name}` };
  return {
    async getJson(url, signal) {
      const headers = { accept: 'application/json' };
      return readJson(await httpClient.request({ method: 'GET', url, headers, signal, ...bounds }), url);
    },
    async postForm(url, form, { authorization, signal }) {
      const headers = {
        accept: 'application/json',
        authorization,
        'content-type': 'application/x-www-form-urlencoded',
      };
      const call = { method: 'POST', url, headers, body: form.toString(), signal, ...bounds } as const;
      return readJson(await httpClient.request(call), url);
    },
  };
}

function readJson({ status, body }: HttpAnswer, url: string): JsonObject {
  const place = new URL(url).origin + new URL(url).pathname;
  if (status !== 200) {
    throw new Error(`Cannot use the answer of ${place}: its status is ${status}`);
  }
  const value = parse(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`Cannot use the answer of ${place}: it is not a JSON object`);
  }
  return value as JsonObject;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // V8's message quotes the text, which belongs in no log; the caller says what is wrong.
    return undefined;
  }
}
