import { element } from '@facet/bff-kit/browser/element.js';
import { errorAt, type GraphError } from '@facet/bff-kit/browser/graph-client.js';
import { rememberPostcode } from '@facet/bff-kit/browser/postcode.js';
import { DeliveryQuoteDocument, type DeliveryToPostcodeFragment } from '../generated/operations.js';
import type { Shop } from '../shop.js';

/** What is known of a delivery to one postcode. */
export interface Delivery {
  readonly postcode: string;
  readonly quote: DeliveryToPostcodeFragment['deliveryQuote'] | undefined;
  readonly error: GraphError | undefined;
}

/**
 * Asks for a postcode and tells when a parcel would arrive there, with the shipping service's own words when it refuses.
 *
 * @param known What came with the page; nothing when no postcode was known.
 */
export function delivery(shop: Shop, sku: string, known: Delivery | undefined): HTMLElement {
  const answer = element('div', { class: 'delivery-answer', 'aria-live': 'polite', 'data-testid': 'delivery' });
  const input = element('input', {
    id: 'postcode',
    name: 'postcode',
    value: known?.postcode,
    required: true,
    maxlength: 12,
    autocomplete: 'postal-code',
    'data-testid': 'postcode',
  });
  const ask = async (event: Event) => {
    event.preventDefault();
    const postcode = input.value.trim();
    rememberPostcode(postcode);
    answer.replaceChildren(element('p', { class: 'muted' }, 'Asking the carriers …'));
    const { data, errors } = await shop.graph.request(DeliveryQuoteDocument, { sku, postcode });
    const quote = data?.product?.deliveryQuote;
    const error = errorAt(errors, ['product', 'deliveryQuote']) ?? errors.at(0);
    // A later question may have been asked meanwhile: its answer counts.
    if (input.value.trim() === postcode) showDelivery({ answer, input }, { postcode, quote, error });
  };
  if (known) {
    showDelivery({ answer, input }, known);
  } else {
    answer.append(element('p', { class: 'muted' }, 'Enter a postcode to see when it arrives.'));
  }
  return element(
    'form',
    { class: 'delivery', submit: ask },
    element('label', { for: 'postcode' }, 'Delivery to'),
    element(
      'div',
      { class: 'delivery-row' },
      input,
      element('button', { type: 'submit', 'data-testid': 'postcode-submit' }, 'Check'),
    ),
    answer,
  );
}

function showDelivery(box: { answer: HTMLElement; input: HTMLElement }, { postcode, quote, error }: Delivery): void {
  box.input.toggleAttribute('aria-invalid', !quote);
  if (!quote) {
    box.answer.replaceChildren(
      element('p', { class: 'error', 'data-testid': 'delivery-error' }, refusal(postcode, error)),
    );
    return;
  }
  const { amount, currency } = quote.cost;
  // Checked by the graph's schema: `Decimal` is a decimal number as text.
  const cost = new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(amount as `${number}`);
  box.answer.replaceChildren(
    element('p', { class: 'delivery-promise' }, quote.promise),
    element('p', { class: 'muted' }, `${quote.carrier.name}, ${Number(amount) === 0 ? 'free' : cost}`),
  );
}

/** Only the shipping service's own refusals are worded for a customer; any other error is not. */
function refusal(postcode: string, error: GraphError | undefined): string {
  return error?.extensions?.code === 'SHIPPING_REFUSED'
    ? error.message
    : `Delivery to ${postcode} cannot be told right now.`;
}
