/** What narrows the table: words, and the badges of the verdicts at the top, which become buttons. */
import type { VerdictCode } from '../../model.ts';
import { grouped, quantity } from '../../quantity.ts';
import { isVerdictCode } from '../../verdict-severity.ts';
import { markup } from '../markup.ts';
import { htmlElement, required } from './elements.ts';
import type { RowQuery } from './row-query.ts';

export class Toolbar {
  readonly bar: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly count: HTMLElement;
  private readonly verdicts: Set<VerdictCode> = new Set();
  private readonly change: (query: RowQuery) => void;

  /** `change` is told of every new query. */
  constructor(change: (query: RowQuery) => void) {
    this.change = change;
    this.bar = htmlElement(
      markup(
        'div',
        { class: 'toolbar', role: 'search' },
        markup(
          'label',
          {},
          'Filter ',
          markup('input', {
            type: 'search',
            id: 'filter',
            placeholder: 'address, port, verdict, finding, #number',
            autocomplete: 'off',
            spellcheck: 'false',
          }),
        ),
        markup('span', { class: 'count', role: 'status' }),
        markup('button', { type: 'button', class: 'reset', hidden: true }, 'Show all'),
      ),
    );
    this.input = required('input', HTMLInputElement, this.bar);
    this.count = required('.count', HTMLElement, this.bar);
    this.input.addEventListener('input', () => this.tell());
    required('.reset', HTMLButtonElement, this.bar).addEventListener('click', () => this.reset());
    for (const item of document.querySelectorAll<HTMLElement>('.verdict-counts li')) this.makeButton(item);
  }

  /** Says how many rows fit. */
  showCount(fitting: number, all: number): void {
    const isAll = fitting === all;
    this.count.textContent = isAll
      ? quantity(all, 'connection')
      : `${grouped(fitting)} of ${quantity(all, 'connection')}`;
    required('.reset', HTMLButtonElement, this.bar).hidden = isAll;
  }

  /** Away with all conditions. */
  reset(): void {
    this.input.value = '';
    this.verdicts.clear();
    this.tell();
  }

  private makeButton(item: HTMLElement): void {
    const code = item.dataset['verdict'] ?? '';
    if (!isVerdictCode(code)) return;
    const button = htmlElement(
      markup('button', { type: 'button', 'aria-pressed': 'false', title: `Show only ${code}` }),
    );
    button.append(...item.childNodes);
    item.replaceChildren(button);
    button.addEventListener('click', () => {
      if (!this.verdicts.delete(code)) this.verdicts.add(code);
      this.tell();
      document.getElementById('connections')?.scrollIntoView({ block: 'start' });
    });
  }

  private tell(): void {
    for (const item of document.querySelectorAll<HTMLElement>('.verdict-counts li')) {
      const code = item.dataset['verdict'] ?? '';
      const isPressed = isVerdictCode(code) && this.verdicts.has(code);
      item.querySelector('button')?.setAttribute('aria-pressed', String(isPressed));
    }
    this.change({ text: this.input.value, verdicts: this.verdicts });
  }
}
