/** Everything the shop knows of one product. No source shows all of it. */
export interface Product {
  /** `FX-` and five digits. */
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly brand: string;
  readonly categoryId: string;
  /** Name of the kind, such as "trekking tent". */
  readonly noun: string;
  readonly colour: Colour;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly weightGrams: number;
  /** What the shop paid for it, in euro cents. */
  readonly purchaseCostCents: number;
  /** Price before any reduction, in euro cents. */
  readonly listPriceCents: number;
  /** First day in the catalogue, as YYYY-MM-DD. */
  readonly listedOn: string;
}

/** A colour as shops name it. */
export interface Colour {
  readonly name: string;
  /** As `#rrggbb`. */
  readonly hex: string;
}

/** A department of the shop. */
export interface Category {
  readonly id: string;
  readonly name: string;
  readonly productCount: number;
}

/** A customer. */
export interface User {
  readonly id: string;
  readonly displayName: string;
  /** YYYY-MM-DD. */
  readonly memberSince: string;
  readonly defaultPostcode: string | null;
  readonly email: string;
}

/** What a customer wrote about a product. */
export interface Review {
  readonly id: string;
  readonly sku: string;
  readonly authorId: string;
  /** 1 to 5. */
  readonly stars: number;
  readonly title: string;
  readonly body: string;
  /** YYYY-MM-DD. */
  readonly writtenOn: string;
}

/** How much of a product lies where. */
export interface Stock {
  readonly byWarehouse: readonly { readonly warehouse: string; readonly quantity: number }[];
  /** YYYY-MM-DD; null when there is some, or nobody knows. */
  readonly restockDate: string | null;
}

/** What a customer bought. */
export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: 'PLACED' | 'SHIPPED' | 'DELIVERED';
  /** YYYY-MM-DD. */
  readonly placedOn: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** Null until it is shipped. */
  readonly trackingNumber: string | null;
}

/** A product's price in euros. */
export interface ShopPrice {
  readonly amountCents: number;
  /** Before the reduction; null when there is none. */
  readonly listAmountCents: number | null;
  /** YYYY-MM-DD; null when no change is planned. */
  readonly validUntil: string | null;
}
