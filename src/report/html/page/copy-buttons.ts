/** A button beside each display filter that copies it. */
import { markup } from '../markup.ts';
import { htmlElement } from './elements.ts';

const SAID_FOR = 1500;

export function addCopyButtons(within: ParentNode): void {
  for (const code of within.querySelectorAll<HTMLElement>('.filter code')) {
    const button = htmlElement(markup('button', { type: 'button', class: 'copy' }, 'Copy'));
    button.setAttribute('aria-label', `Copy the filter ${code.textContent}`);
    button.addEventListener('click', async () => {
      button.textContent = (await copied(code)) ? 'Copied' : 'Press Ctrl+C';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, SAID_FOR);
    });
    code.after(button);
  }
}

/** Where a page from disk may not write to the clipboard, the text is selected. */
async function copied(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
