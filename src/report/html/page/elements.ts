/** Markup as elements of the page. Text stays text: nothing is ever parsed. */
import type { MarkupChild } from '../markup.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** The element, or the text, that the markup describes. */
export function element(child: MarkupChild, isSvg = false): Node {
  if (typeof child === 'string') return document.createTextNode(child);
  const { name, attributes, children } = child;
  const isDrawn = isSvg || name === 'svg';
  const made = isDrawn ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null) made.setAttribute(key, value === true ? '' : String(value));
  made.append(...children.map((one) => element(one, isDrawn)));
  return made;
}

/** An element of the file that must be there. */
export function required<Type extends Element>(
  selector: string,
  type: new () => Type,
  within: ParentNode = document,
): Type {
  const found = within.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`the report has no ${selector}`);
}

/** An HTML element with the markup's children and attributes. */
export function htmlElement(child: MarkupChild): HTMLElement {
  const made = element(child);
  if (made instanceof HTMLElement) return made;
  throw new TypeError('not an element of HTML');
}

/** Makes `wanted` the children, and leaves alone those that are: what is taken out and put back forgets where it was. */
export function arrange(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Node>(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
