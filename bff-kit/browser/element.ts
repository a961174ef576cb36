/** What an element may hold; `undefined` holds nothing, so that a part can be left out in its place. */
export type Child = Node | string | undefined;

/** A value of an attribute: `undefined` and `false` leave it out, `true` sets it empty, a function listens to an event. */
export type AttributeValue = string | number | boolean | undefined | ((event: Event) => void);

/**
 * Makes an HTML element.
 *
 * Texts become text nodes and attributes are set as values, so that no data is ever read as HTML.
 *
 * @param attributes By name, such as `class` or `aria-label`; a function under `click` listens to clicks.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name, value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/**
 * Finds an element of the page that the page's own HTML promises.
 *
 * @throws {Error} when there is none: page and script do not belong together.
 */
export function pageElement(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`Cannot find #${id} in the page`);
  }
  return found;
}
