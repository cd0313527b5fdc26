/**
 * HTML and SVG as values: what the report is made of before it is text (in the file) or elements (in the page, where
 * page/elements.ts makes them). Text is never parsed as markup in either way, whatever a capture holds.
 */

/** An element. Attributes that are null are left out; true is an attribute without a value. */
export interface Markup {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly MarkupChild[];
}

export type Attributes = Readonly<Record<string, string | number | true | null>>;
export type MarkupChild = Markup | string;

/** Elements without content and end tag. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'input', 'meta']);

/** An element of that name. */
export function markup(
  name: string,
  attributes: Attributes = {},
  ...children: readonly MarkupChild[]
): Markup {
  return { name, attributes, children };
}

/** The element as text, every character of it harmless. */
export function markupText(child: MarkupChild): string {
  if (typeof child === 'string') return escaped(child);
  const { name, attributes, children } = child;
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null) continue;
    text += value === true ? ` ${key}` : ` ${key}="${escaped(String(value))}"`;
  }
  if (VOID.has(name)) return `${text}>`;
  return `${text}>${children.map(markupText).join('')}</${name}>`;
}

/** `text` as it may stand between tags and inside quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
