/** Data inside the page: JSON in script elements of a type that no browser runs. */

/** Characters that could end a script element, begin a comment in it, or end a line of JavaScript. */
const UNSAFE = /[<>&\u2028\u2029]/g;

/** The element. Its text is JSON as JSON.parse takes it. */
export function dataBlock(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${harmlessJson(value)}</script>\n`;
}

/** JSON that holds none of the characters that mean something to HTML. */
function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
