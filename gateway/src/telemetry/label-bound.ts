/**
 * How many values a label can have: those listed, or whichever come first, up to `max`. Every other value is counted as
 * `other`, so that nobody can fill the memory, or the store behind, by making values up.
 */
export type LabelBound = readonly string[] | { readonly max: number };

/** What stands for every value past a label's bound. */
export const otherValue = 'other';

/** Makes the function that keeps a metric's labels within their bounds. Labels within them are returned as they are. */
export function createLabelBound<L extends string>(
  bounds: Readonly<Record<L, LabelBound>>,
): (labels: Readonly<Record<L, string>>) => Record<L, string> {
  const admit = Object.entries<LabelBound>(bounds).map(([name, bound]) => [name as L, createAdmit(bound)] as const);
  return (labels) => {
    let bounded: Record<L, string> = labels;
    for (const [name, isAdmitted] of admit) {
      if (!isAdmitted(labels[name])) {
        bounded = { ...bounded, [name]: otherValue };
      }
    }
    return bounded;
  };
}

function createAdmit(bound: LabelBound): (value: string) => boolean {
  if ('max' in bound) {
    const seen = new Set<string>();
    return (value) => seen.has(value) || (seen.size < bound.max && seen.add(value).has(value));
  }
  const listed = new Set(bound);
  return (value) => listed.has(value);
}
