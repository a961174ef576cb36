import { describeKind } from '../json.js';
import type { Template, TemplatePart } from './ast.js';
import { evaluateMapping, type MappingVariables } from './evaluate-mapping.js';
import { parseEmbeddedMapping } from './parse-mapping.js';
import type { MappingProblem } from './problem.js';
import { MappingSyntaxError } from './syntax-error.js';
import type { MappingVersion } from './version.js';

/** What a template came to. */
export interface RenderedTemplate {
  readonly text: string;
  /** Values that were not there; they are rendered as nothing. */
  readonly problems: readonly MappingProblem[];
  /** Set when a value is a list or an object and so has no text: the text must not be used. */
  readonly unprintable: MappingProblem | undefined;
}

/**
 * Parses the text of a URL or a header value: `/products/{$args.id}?v={$config.version}`.
 *
 * Line ends in the literal text are dropped, so that a long URL can be written on several lines.
 *
 * @throws {MappingSyntaxError} at what does not parse inside `{…}`, and at a `}` without its `{`.
 */
export function parseTemplate(text: string, version?: MappingVersion): Template {
  const parts: TemplatePart[] = [];
  let offset = 0;
  while (offset < text.length) {
    const open = text.indexOf('{', offset);
    const literal = text.slice(offset, open === -1 ? text.length : open);
    const stray = literal.indexOf('}');
    if (stray !== -1) throw new MappingSyntaxError('Unexpected "}" without its "{"', text, offset + stray);
    if (literal !== '') parts.push({ kind: 'text', text: literal.replace(/[\r\n]+[\t ]*/g, '') });
    if (open === -1) break;
    const { mapping, end } = parseEmbeddedMapping(text, open, version);
    parts.push({ kind: 'mapping', mapping, range: { start: open, end } });
    offset = end;
  }
  return { text, parts };
}

/**
 * Fills a template in. Null and missing values become nothing.
 *
 * @param options.encode Percent-encode values, everything but `A-Z a-z 0-9 - . _ ~`; literal text stays as it is.
 */
export function renderTemplate(
  template: Template,
  variables: MappingVariables,
  options: { readonly encode: boolean },
): RenderedTemplate {
  let text = '';
  let unprintable: MappingProblem | undefined;
  const problems: MappingProblem[] = [];
  for (const part of template.parts) {
    if (part.kind === 'text') {
      text += part.text;
      continue;
    }
    const result = evaluateMapping(part.mapping, {}, variables);
    problems.push(...result.problems);
    const printed = printScalar(result.value);
    if (printed === undefined) {
      const message = `Expected a scalar in {…}: got ${describeKind(result.value)}`;
      unprintable ??= { message, path: [], range: part.range };
    } else text += options.encode ? percentEncode(printed) : printed;
  }
  return { text, problems, unprintable };
}

/** A scalar as text, null and missing as nothing; undefined for lists and objects. */
export function printScalar(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? undefined : String(value);
}

/**
 * Percent-encodes everything but RFC 3986's unreserved characters. Lone surrogates become U+FFFD, for UTF-8 cannot
 * carry them and `encodeURIComponent` would throw.
 *
 * Spec: RFC 3986 section 2.3.
 */
export function percentEncode(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
