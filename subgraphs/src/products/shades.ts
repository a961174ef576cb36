/** The colours of one picture, all as `#rrggbb`. */
export interface Shades {
  readonly base: string;
  readonly light: string;
  readonly dark: string;
  /** Behind the thing: from the middle to the corners. */
  readonly backdrop: readonly [string, string];
  /** Small lettering on the backdrop. */
  readonly ink: string;
}

/** Shades of one colour, so that every picture is of a piece. */
export function shadesOf(hex: string): Shades {
  return {
    base: hex,
    light: mix(hex, '#ffffff', 0.38),
    dark: mix(hex, '#101418', 0.42),
    backdrop: [mix(hex, '#fbfaf7', 0.9), mix(hex, '#e4e1da', 0.78)],
    ink: mix(hex, '#1d2226', 0.72),
  };
}

/** `share` of the way from one colour to another, 0 to 1. */
function mix(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((start) => {
    const [one, other] = [from, to].map((hex) => Number.parseInt(hex.slice(start, start + 2), 16)) as [number, number];
    return Math.round(one + (other - one) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
