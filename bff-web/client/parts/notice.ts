import { element } from '@facet/bff-kit/browser/element.js';

/** Says in the view's place that there is nothing to show, and what can be done. */
export function notice(message: string, action?: HTMLElement): HTMLElement {
  return element('div', { class: 'notice', role: 'alert', 'data-testid': 'notice' }, element('p', {}, message), action);
}

/** A notice with a button that loads the page again. */
export function retryNotice(message: string): HTMLElement {
  return notice(message, element('button', { type: 'button', click: () => location.reload() }, 'Try again'));
}
