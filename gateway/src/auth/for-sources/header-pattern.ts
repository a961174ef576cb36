import { RE2JS } from 're2js';

/** Verdicts that are remembered for one pattern; clients choose the names, so there is an end to it. */
const maxRemembered = 1000;

/**
 * Compiles a pattern that a whole header name has to match, in any case. RE2 takes time that grows with the name and not
 * exponentially, whatever the pattern is; names that were seen before cost a look-up.
 *
 * @param pattern A regular expression in RE2's syntax.
 */
export function compileHeaderPattern(pattern: string): (name: string) => boolean {
  const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  const remembered = new Map<string, boolean>();
  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined) {
      return known;
    }
    const matches = compiled.matches(name);
    if (remembered.size >= maxRemembered) {
      remembered.clear();
    }
    remembered.set(name, matches);
    return matches;
  };
}
