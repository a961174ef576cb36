import { describeKind, isJsonObject } from '../json.js';
import type { Mapping, Template } from '../mapping/ast.js';
import { evaluateMapping, type MappingVariables } from '../mapping/evaluate-mapping.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { parseTemplate, percentEncode, printScalar, renderTemplate } from '../mapping/template.js';
import type { MappingVersion } from '../mapping/version.js';
import type { HttpArgument } from './rest-arguments.js';

/** A URL, or why there is none, in words that repeat no value. */
export type BuiltUrl =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Builds the URL of one call. */
export type UrlBuilder = (variables: MappingVariables) => BuiltUrl;

/** What a URL is put together from. */
export interface UrlArguments {
  /** The connector's own URL: absolute, or relative to the source's. */
  readonly url: string;
  readonly connect: HttpArgument;
  readonly source: HttpArgument | undefined;
  /** Used instead of the source's `baseURL`; plain text, not a template. */
  readonly override: string | undefined;
  readonly version: MappingVersion;
}

/**
 * Compiles the URL of a connector: scheme and authority of the source (else its own), then the paths of source and
 * connector, then their queries, each followed by what its `path` and `queryParams` mappings give.
 *
 * Interpolated values are percent-encoded, so that none can end a segment or start a query. A segment that comes out
 * as `.` or `..` is refused, encoded or not: URL parsers would take it for a step up and call something else.
 *
 * Spec: Apollo Connectors, request URLs; WHATWG URL, double-dot URL path segment.
 *
 * @throws {MappingSyntaxError} when a template or mapping does not parse.
 */
export function compileUrl({ url, connect, source, override, version }: UrlArguments): UrlBuilder {
  const base = override ?? source?.baseURL;
  const sections: Section[] = [];
  if (base !== undefined)
    sections.push(
      compileSection(override === undefined ? parseTemplate(base.trim(), version) : plain(base), source, version),
    );
  sections.push(compileSection(parseTemplate(url.trim(), version), connect, version));
  return (variables) => {
    try {
      return { kind: 'url', url: joinSections(sections.map((section) => section(variables))) };
    } catch (error) {
      if (error instanceof UrlRefusal) return { kind: 'refused', reason: error.message };
      throw error;
    }
  };
}

/** Whether a URL template brings its own scheme and authority. */
export function isAbsoluteUrl(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(url.trim());
}

/** Thrown and caught inside this file only. */
class UrlRefusal extends Error {}

interface RenderedSection {
  readonly base: string;
  readonly segments: readonly string[];
  readonly queries: readonly string[];
}

type Section = (variables: MappingVariables) => RenderedSection;

/** An address from the configuration is no template. */
function plain(text: string): Template {
  return { text, parts: [{ kind: 'text', text }] };
}

function compileSection(template: Template, http: HttpArgument | undefined, version: MappingVersion): Section {
  const path = http?.path === undefined ? undefined : parseMapping(http.path, version);
  const queryParams = http?.queryParams === undefined ? undefined : parseMapping(http.queryParams, version);
  return (variables) => {
    const rendered = renderTemplate(template, variables, { encode: true });
    if (rendered.unprintable !== undefined) throw new UrlRefusal('a list or an object stands in the URL');
    const [withoutFragment = ''] = rendered.text.split('#', 1);
    const queryStart = withoutFragment.indexOf('?');
    const query = queryStart === -1 ? '' : withoutFragment.slice(queryStart + 1);
    return {
      base: queryStart === -1 ? withoutFragment : withoutFragment.slice(0, queryStart),
      segments: path === undefined ? [] : renderSegments(path, variables),
      queries: [query, ...(queryParams === undefined ? [] : renderQuery(queryParams, variables))].filter(
        (part) => part !== '',
      ),
    };
  };
}

function joinSections(sections: readonly RenderedSection[]): string {
  const queries = sections.flatMap((section) => section.queries);
  const joined = sections.reduce((url, { base, segments }) => segments.reduce(joinPath, joinPath(url, base)), '');
  const [, origin, path] = /^(https?:\/\/[^/]+)(.*)$/is.exec(joined) ?? [];
  if (origin === undefined || path === undefined) throw new UrlRefusal('the URL is not absolute http or https');
  if (path.split(/[/\\]/).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    throw new UrlRefusal('a segment of the path is "." or ".."');
  }
  const url = queries.length === 0 ? joined : `${joined}?${queries.join('&')}`;
  if (!URL.canParse(url)) throw new UrlRefusal('the URL cannot be parsed');
  return url;
}

/** One slash between two parts; a slash at the end of the last stays. */
function joinPath(left: string, right: string): string {
  if (left === '' || right === '') return left + right;
  return `${left.replace(/\/$/, '')}/${right.replace(/^\//, '')}`;
}

function renderSegments(path: Mapping, variables: MappingVariables): string[] {
  const { value } = evaluateMapping(path, {}, variables);
  if (!Array.isArray(value)) throw new UrlRefusal(`"path" is not a list but ${describeKind(value)}`);
  return value.map((item) => encodeScalar(item, 'path'));
}

function renderQuery(queryParams: Mapping, variables: MappingVariables): string[] {
  const { value } = evaluateMapping(queryParams, {}, variables);
  if (value === undefined || value === null) return [];
  if (!isJsonObject(value)) throw new UrlRefusal(`"queryParams" is not an object but ${describeKind(value)}`);
  return Object.entries(value).flatMap(([name, entry]) =>
    (Array.isArray(entry) ? entry : [entry])
      .filter((item) => item !== null)
      .map((item) => `${percentEncode(name)}=${encodeScalar(item, 'queryParams')}`),
  );
}

function encodeScalar(value: unknown, where: string): string {
  const printed = printScalar(value);
  if (printed === undefined) throw new UrlRefusal(`${describeKind(value)} stands in "${where}"`);
  return percentEncode(printed);
}
