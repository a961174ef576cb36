/** One thing wrong in a configuration file. */
export interface ConfigProblem {
  /** The file as the user named it, or as the file that names it does. */
  readonly file: string;
  /** From 1; absent when the file as a whole is meant. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
  /** The option, such as `sources.each.products.url`; absent for problems of YAML itself. */
  readonly path?: string;
  readonly message: string;
}

/**
 * Makes a problem of an option that only shows when what it names is looked at, such as a file that does not exist.
 */
export type Locate = (path: readonly PropertyKey[], message: string) => ConfigProblem;

/** What loading a file came to: either a usable value or every problem it has, never both. */
export type ConfigResult<T> =
  | { readonly kind: 'loaded'; readonly config: T; readonly locate: Locate }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

/**
 * Writes a problem on one line, in the form editors and terminals make a link of.
 *
 * @returns `facet.yaml:3:5: server.prot: Unknown option "prot": did you mean "port"?`
 */
export function formatConfigProblem(problem: ConfigProblem): string {
  const position = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  return [position, problem.path, problem.message].filter((part) => part !== undefined && part !== '').join(': ');
}

/**
 * Writes a path of keys as the user would: `clientGraphs[0]`, `sources.each.products.url`.
 *
 * @returns '' for the file as a whole.
 */
export function formatOptionPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
