import { element } from '@facet/bff-kit/browser/element.js';
import { errorAt, type GraphClient, type GraphError } from '@facet/bff-kit/browser/graph-client.js';
import { rememberPostcode } from '@facet/bff-kit/browser/postcode.js';
import { DeliveryDocument, type DeliveryPromiseFragment } from './generated/operations.js';

/** What is known of a delivery to one postcode. */
export interface Delivery {
  readonly postcode: string;
  readonly quote: DeliveryPromiseFragment['deliveryQuote'] | undefined;
  readonly error: GraphError | undefined;
}

/**
 * Asks for a postcode and tells when a parcel would arrive there, with the shipping service's own words when it refuses.
 *
 * @param known What came with the screen; nothing when no postcode was known.
 */
export function deliveryBox(graph: GraphClient, sku: string, known: Delivery | undefined): HTMLElement {
  const answer = element('div', { class: 'delivery-answer', 'aria-live': 'polite', 'data-testid': 'delivery' });
  const input = element('input', {
    name: 'postcode',
    value: known?.postcode,
    placeholder: 'Postcode',
    'aria-label': 'Postcode',
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
    const { data, errors } = await graph.request(DeliveryDocument, { sku, postcode });
    const quote = data?.productScreen.product?.deliveryQuote;
    const error = errorAt(errors, ['productScreen', 'product', 'deliveryQuote']) ?? errors.at(0);
    // A later question may have been asked meanwhile: its answer counts.
    if (input.value.trim() === postcode) answer.replaceChildren(...answerTo({ postcode, quote, error }));
  };
  answer.append(...(known ? answerTo(known) : [element('p', { class: 'muted' }, 'When would it arrive?')]));
  return element(
    'form',
    { class: 'delivery', submit: (event) => void ask(event) },
    answer,
    element(
      'div',
      { class: 'delivery-row' },
      input,
      element('button', { type: 'submit', 'data-testid': 'postcode-submit' }, 'Check'),
    ),
  );
}

function answerTo({ postcode, quote, error }: Delivery): HTMLElement[] {
  if (quote) {
    return [
      element('p', { class: 'delivery-promise' }, quote.promise),
      element('p', { class: 'muted' }, `with ${quote.carrier.name} to ${postcode}`),
    ];
  }
  // Only the shipping service's own refusals are worded for a customer; any other error is not.
  const isRefusal = error?.extensions?.code === 'SHIPPING_REFUSED';
  const message = isRefusal ? error.message : `Delivery to ${postcode} cannot be told right now.`;
  return [element('p', { class: 'error', 'data-testid': 'delivery-error' }, message)];
}
