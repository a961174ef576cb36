/** A decimal number as text, such as `129.90`: what the graph's `Decimal` scalar carries. */
const decimalPattern = /^-?\d+(\.\d+)?$/;

/** A sum of money as the graph gives it. */
export interface Money {
  /** Decimal text, so that no digit is lost on the way. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * Writes a sum the way a price tag does, such as `€1,129.90`; past the currency's own decimals it is rounded half up.
 *
 * The text is never turned into a float: `Intl` takes decimal text as it is.
 *
 * @throws {TypeError} when `amount` is not decimal text.
 * @throws {RangeError} when `currency` is not a currency code.
 */
export function formatMoney(money: Money, locale = 'en-GB'): string {
  assertDecimal(money.amount);
  return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency }).format(
    // Checked above; Intl's type wants the template form.
    money.amount as `${number}`,
  );
}

/**
 * Tells by how many per cent `amount` is under `listAmount`, rounded half up.
 *
 * @returns 0 when the price is not reduced, or by less than half a per cent.
 * @throws {TypeError} when one of them is not decimal text.
 */
export function reductionPercent(amount: string, listAmount: string): number {
  const decimals = Math.max(decimalsOf(amount), decimalsOf(listAmount));
  const now = scaledInteger(amount, decimals);
  const list = scaledInteger(listAmount, decimals);
  if (list <= 0n || now >= list) {
    return 0;
  }
  return Number(((list - now) * 200n + list) / (list * 2n));
}

/**
 * Orders two decimal texts by value.
 *
 * @returns whether `left` is worth less than `right`; `9.90` and `9.9` are equal.
 * @throws {TypeError} when one of them is not decimal text.
 */
export function isLess(left: string, right: string): boolean {
  const decimals = Math.max(decimalsOf(left), decimalsOf(right));
  return scaledInteger(left, decimals) < scaledInteger(right, decimals);
}

function decimalsOf(text: string): number {
  assertDecimal(text);
  return text.split('.')[1]?.length ?? 0;
}

/** `12.5` with 2 decimals is 1250n: integers compare and divide without loss. */
function scaledInteger(text: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

function assertDecimal(text: string): void {
  if (!decimalPattern.test(text)) {
    throw new TypeError(`Cannot read ${JSON.stringify(text)} as an amount: it is not a decimal number`);
  }
}
