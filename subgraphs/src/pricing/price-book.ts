import type { ShopPrice } from '../shop-data/types.js';
import { SoapFault } from './soap-fault.js';

/** `Price` of the WSDL. Amounts are decimals as text, so that no digit is lost; the order of members is the schema's. */
export interface Price {
  readonly sku: string;
  readonly amount: string;
  readonly currency: Currency;
  readonly listAmount?: string;
  /** YYYY-MM-DD. */
  readonly validUntil?: string;
}

/** `Currency` of the WSDL. */
export type Currency = 'EUR' | 'GBP' | 'USD';

/** What one euro is worth; fixed, like all of the example's data. */
const rates: Readonly<Record<Currency, number>> = { EUR: 1, GBP: 0.86, USD: 1.1 };

/** `maxOccurs` of the SKUs in the WSDL. */
const maxSkus = 500;

/** The service's two operations, on plain values. */
export interface PriceBook {
  /** @throws {SoapFault} UNKNOWN_SKU or BAD_REQUEST. */
  getPrice(sku: string, currency: string): Price;
  /**
   * In the order of `skus`, each once; those without a price are left out.
   *
   * @throws {SoapFault} UNKNOWN_SKU when none of them has a price; BAD_REQUEST.
   */
  getPriceList(skus: readonly string[], currency: string): readonly Price[];
}

/** Creates the book over the shop's prices, by SKU. */
export function createPriceBook(prices: ReadonlyMap<string, ShopPrice>): PriceBook {
  const find = (sku: string, currency: Currency): Price | undefined => {
    const price = prices.get(sku);
    return price && convert(sku, price, currency);
  };
  return {
    getPrice(sku, currency) {
      const price = find(sku, currencyOf(currency));
      if (price === undefined) throw unknownSku(sku);
      return price;
    },
    getPriceList(skus, currency) {
      const known = currencyOf(currency);
      const [first] = skus;
      if (first === undefined || skus.length > maxSkus) {
        throw badRequest(`A price list needs 1 to ${maxSkus} SKUs: the request has ${skus.length}`);
      }
      const found = [...new Set(skus)].flatMap((sku) => find(sku, known) ?? []);
      if (found.length === 0) throw unknownSku(first);
      return found;
    },
  };
}

function convert(sku: string, price: ShopPrice, currency: Currency): Price {
  const inCurrency = (cents: number) => (Math.round(cents * rates[currency]) / 100).toFixed(2);
  return {
    sku,
    amount: inCurrency(price.amountCents),
    currency,
    ...(price.listAmountCents === null ? {} : { listAmount: inCurrency(price.listAmountCents) }),
    ...(price.validUntil === null ? {} : { validUntil: price.validUntil }),
  };
}

function currencyOf(text: string): Currency {
  if (!Object.hasOwn(rates, text)) throw badRequest(`Unknown currency "${text}": known are EUR, GBP and USD`);
  // The line above is the check.
  return text as Currency;
}

function unknownSku(sku: string): SoapFault {
  return new SoapFault({ party: 'client', reason: `Unknown SKU "${sku}"`, detail: { code: 'UNKNOWN_SKU', sku } });
}

function badRequest(reason: string): SoapFault {
  return new SoapFault({ party: 'client', reason, detail: { code: 'BAD_REQUEST' } });
}
