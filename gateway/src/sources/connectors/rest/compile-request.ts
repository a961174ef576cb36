import type { HttpCall } from '../../../upstream/http-client.js';
import type { CallInput, CallTrace, ConnectorCallOptions, ConnectorDefinition, ConnectorSource } from '../connector.js';
import { evaluateMapping, type MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { isXmlType } from '../xml/read-xml.js';
import { compileHeaders } from './build-headers.js';
import { compileUrl } from './build-url.js';
import { encodeBody, mediaTypeOf } from './encode-body.js';
import { type HttpMethod, readHttp } from './rest-arguments.js';

/** Builds the HTTP call, or says what does not fit into it. */
export type RequestBuilder = (variables: MappingVariables, input: CallInput) => HttpCall | { readonly reason: string };

/**
 * Compiles everything of a `@connect` that is sent.
 *
 * @throws {MappingSyntaxError} when a mapping or template does not parse.
 */
export function compileRequest(
  definition: ConnectorDefinition,
  source: ConnectorSource | undefined,
  options: ConnectorCallOptions,
): RequestBuilder {
  const { version } = definition;
  const connect = readHttp(definition);
  const shared = source === undefined ? undefined : readHttp(source);
  const [{ method, url } = { method: 'GET' as HttpMethod, url: '' }] = connect.methods;
  const buildUrl = compileUrl({ url, connect, source: shared, override: shared && options.settings.url, version });
  const buildHeaders = compileHeaders(shared?.headers ?? [], connect.headers, version);
  const buildBody = compileBody(connect.body, definition);
  return (variables, input) => {
    const target = buildUrl(variables);
    if (target.kind === 'refused') return target;
    const built = buildHeaders(variables, input);
    if (built.kind === 'refused') return built;
    const { headers } = built;
    const body = buildBody(variables, headers, input.trace);
    if (body?.kind === 'refused') return body;
    if (!headers.has('accept')) headers.set('accept', defaultAccept(headers));
    return {
      method,
      url: target.url,
      headers: Object.fromEntries(headers),
      ...(body === undefined ? {} : { body: body.text }),
      timeoutMs: options.timeoutMs,
      maxAnswerBytes: options.maxAnswerBytes,
      signal: input.signal,
      source: definition.subgraph,
      connector: definition.sourceName,
      caller: input.request,
    };
  };
}

/** A body is JSON unless the headers say otherwise; its content type is added to them. */
function compileBody(text: string | undefined, { version }: ConnectorDefinition) {
  if (text === undefined) return () => undefined;
  const mapping = parseMapping(text, version);
  return (variables: MappingVariables, headers: Map<string, string>, trace: CallTrace | undefined) => {
    const { value, problems, isGivenUp } = evaluateMapping(mapping, {}, variables);
    trace?.lacked('http.body', text, problems);
    if (isGivenUp) return { kind: 'refused', reason: 'the body is more than its mapping may build' } as const;
    if (value === undefined) return undefined;
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return encodeBody(value, headers.get('content-type') ?? '');
  };
}

/** A service that is spoken to in XML answers in it, unless a header says otherwise. */
function defaultAccept(headers: ReadonlyMap<string, string>): string {
  const contentType = mediaTypeOf(headers.get('content-type') ?? '');
  return isXmlType(contentType) ? contentType : 'application/json';
}
