/** Countries that carriers deliver to. */
export type Country = 'DE' | 'GB' | 'US';

/** What each country's postcodes look like, after an optional country code, in upper case. */
const forms: Readonly<Record<Country, RegExp>> = {
  DE: /^(?:DE[- ])?(?!00)\d{5}$/,
  GB: /^(?:GB[- ]|UK[- ])?[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/,
  // A ZIP code alone looks German, so it needs its four more digits or its country.
  US: /^(?:(?:US[- ])?(?!000)\d{5}-\d{4}|US[- ](?!000)\d{5})$/,
};

/**
 * The country of a postcode.
 *
 * Accepted are "80331" and "DE-80331", "SW1A 1AA" and "GB-SW1A 1AA", "94103-1501" and "US 94103", in any case.
 *
 * @returns Undefined when it has none of these forms, or is one that no country gives out, such as "00000".
 */
export function countryOf(postcode: string): Country | undefined {
  const text = postcode.trim().toUpperCase();
  const countries: readonly Country[] = ['DE', 'GB', 'US'];
  return countries.find((country) => forms[country].test(text));
}
