import { incomingHeader } from '../call-variables.js';
import type { CallInput } from '../connector.js';
import type { Template } from '../mapping/ast.js';
import type { MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseTemplate, renderTemplate } from '../mapping/template.js';
import { defaultMappingVersion, type MappingVersion } from '../mapping/version.js';
import type { HeaderArgument } from './rest-arguments.js';

/** Headers by name in lower case, or the name of one whose value no header can carry. */
export type BuiltHeaders =
  | { readonly kind: 'headers'; readonly headers: Map<string, string> }
  | { readonly kind: 'refused'; readonly reason: string };

/** Builds the headers of one call. */
export type HeadersBuilder = (variables: MappingVariables, input: CallInput) => BuiltHeaders;

/** Headers that belong to the connection or follow from the body, so no connector sets them. */
export const forbiddenHeaders: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'content-length', 'content-encoding', 'accept-encoding'],
]);

/** Headers that say what this gateway sends and wants: a client's own are never passed on. */
export const valueOnlyHeaders: ReadonlySet<string> = new Set(['content-type', 'accept', 'host']);

/** RFC 9110 section 5.5: visible characters, spaces and tabs, obs-text; above all no line end. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Compiles the headers of a source and a connector; the connector's win by name. A `from` header that the client did
 * not send is left out.
 *
 * @throws {MappingSyntaxError} when a value does not parse.
 */
export function compileHeaders(
  source: readonly HeaderArgument[],
  connect: readonly HeaderArgument[],
  version: MappingVersion = defaultMappingVersion,
): HeadersBuilder {
  const rules = new Map(
    [...source, ...connect].map((header) => [header.name.toLowerCase(), compileRule(header, version)]),
  );
  return (variables, input) => {
    const headers = new Map<string, string>();
    for (const [name, rule] of rules) {
      const value = rule(variables, input);
      if (value === undefined) continue;
      if (!headerValue.test(value))
        return { kind: 'refused', reason: `a value does not fit into the header "${name}"` };
      headers.set(name, value);
    }
    return { kind: 'headers', headers };
  };
}

type HeaderRule = (variables: MappingVariables, input: CallInput) => string | undefined;

function compileRule({ from, value }: HeaderArgument, version: MappingVersion): HeaderRule {
  if (value === undefined) {
    const incoming = from?.toLowerCase() ?? '';
    return (_variables, input) => incomingHeader(input.request, incoming);
  }
  const template: Template = parseTemplate(value, version);
  return (variables) => {
    const rendered = renderTemplate(template, variables, { encode: false });
    // A line end fits into no header, so this is refused above like any other value that does not fit.
    return rendered.unprintable === undefined ? rendered.text : '\n';
  };
}
