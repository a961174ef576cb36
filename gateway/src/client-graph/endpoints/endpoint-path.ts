/** A path with variables, in parts. */
export interface PathTemplate {
  readonly text: string;
  readonly segments: readonly PathSegment[];
}

/** One segment of a path: a text, or the variable whose value stands there. */
export type PathSegment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string };

/** Where an operation is when nothing else is said: `ProductScreen` at `/product-screen`, `getHTTPInfo` at `/get-http-info`. */
export function defaultPath(operationName: string): string {
  const words = operationName
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .split(/[_-]+/)
    .filter((word) => word !== '');
  return `/${words.join('-').toLowerCase() || operationName}`;
}

/** Reads a path such as `/products/{sku}/screen`. */
export function parsePathTemplate(text: string): PathTemplate {
  const segments = text
    .slice(1)
    .split('/')
    .map((segment): PathSegment => {
      const variable = /^\{(.*)\}$/.exec(segment)?.[1];
      return variable === undefined ? { kind: 'text', text: segment } : { kind: 'variable', name: variable };
    });
  return { text, segments };
}

/** Names of a path's variables, repeated ones each time. */
export function pathVariables({ segments }: PathTemplate): readonly string[] {
  return segments.flatMap((segment) => (segment.kind === 'variable' ? [segment.name] : []));
}

/** What two paths have in common when a request could be for either: their texts, variables unnamed. */
export function pathShape({ segments }: PathTemplate): string {
  return segments.map((segment) => (segment.kind === 'text' ? `/${segment.text}` : '/{}')).join('');
}

/**
 * Holds a request's path against a template.
 *
 * @param path With its leading slash, percent-encoded as it was sent. A value may have any text but an empty one.
 * @returns The variables' values; undefined when it is another path.
 */
export function matchPath({ segments }: PathTemplate, path: string): ReadonlyMap<string, string> | undefined {
  const given = path.slice(1).split('/');
  if (given.length !== segments.length) {
    return undefined;
  }
  const values = new Map<string, string>();
  for (const [index, segment] of segments.entries()) {
    const value = decode(given[index] ?? '');
    if (value === undefined || value === '' || (segment.kind === 'text' && segment.text !== value)) {
      return undefined;
    }
    if (segment.kind === 'variable') {
      values.set(segment.name, value);
    }
  }
  return values;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not percent-encoded UTF-8, so it is no path of ours.
    return undefined;
  }
}
