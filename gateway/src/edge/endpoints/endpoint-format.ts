/** What a body or an answer of an endpoint is written in. */
export type EndpointFormat = 'json' | 'xml';

/** The media types of problems. Spec: RFC 9457 sections 6.1 and 6.2. */
export type ProblemMediaType = 'application/problem+json' | 'application/problem+xml';

/** The media types that each format is sent as, by either side. */
export const endpointFormats: ReadonlyMap<string, EndpointFormat> = new Map([
  ['application/json', 'json'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
]);

/** What problems are told in to whom data is written in a format. */
export function problemTypeOf(format: EndpointFormat): ProblemMediaType {
  return format === 'xml' ? 'application/problem+xml' : 'application/problem+json';
}
