/** One element of a header that weighs what a client takes: `gzip;q=0.8`. */
export interface WeightedValue {
  /** In lower case. */
  readonly value: string;
  /** 0, never, to 1. */
  readonly quality: number;
}

/**
 * Reads one element of `Accept` or `Accept-Encoding`. Parameters other than `q` are not looked at.
 *
 * Spec: RFC 9110 section 12.4.2. A quality that is no number between 0 and 1 counts as 1: the client did name the value.
 */
export function parseWeightedValue(text: string): WeightedValue {
  const [value = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameter = parameters.find((each) => /^q\s*=/.test(each));
  const quality = parameter?.slice(parameter.indexOf('=') + 1).trim() ?? '1';
  return { value, quality: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? Number(quality) : 1 };
}
