/** `PlaceOrderInput` of the schema. */
export interface PlaceOrderInput {
  readonly idempotencyKey: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** What is to be ordered, and for whom. */
export interface OrderRequest extends PlaceOrderInput {
  /** Whoever is signed in; empty when nobody is. */
  readonly customerId: string;
}

/** `OrderProblem` of the schema. */
export interface OrderProblem {
  readonly message: string;
  /** Position in `lines`, from 0; null when it is about the order as a whole. */
  readonly lineIndex: number | null;
}

/** What an order may name. */
export interface OrderRules {
  readonly isCustomer: (id: string) => boolean;
  readonly isSold: (sku: string) => boolean;
}

const maxLines = 50;
const maxQuantity = 99;
/** Room for a UUID and a prefix; keys are kept, so they are not of any length. */
const maxKeyLength = 100;

/** Every reason why this order cannot be made, in the order of the lines; empty when it can. */
export function problemsOf(input: OrderRequest, rules: OrderRules): readonly OrderProblem[] {
  const { customerId, idempotencyKey, lines } = input;
  const problems: OrderProblem[] = [];
  const addProblem = (message: string, lineIndex: number | null = null) => problems.push({ message, lineIndex });
  if (!rules.isCustomer(customerId)) addProblem(`Customer "${customerId}" has no account`);
  if (idempotencyKey === '' || idempotencyKey.length > maxKeyLength) {
    addProblem(`The idempotency key must have 1 to ${maxKeyLength} characters: it has ${idempotencyKey.length}`);
  }
  if (lines.length < 1 || lines.length > maxLines) {
    addProblem(`An order must have 1 to ${maxLines} lines: it has ${lines.length}`);
  }
  for (const [index, { sku, quantity }] of lines.slice(0, maxLines).entries()) {
    if (!rules.isSold(sku)) addProblem(`The shop does not sell "${sku}"`, index);
    if (quantity < 1 || quantity > maxQuantity) {
      addProblem(`The quantity must be 1 to ${maxQuantity}: it is ${quantity}`, index);
    }
  }
  return problems;
}
