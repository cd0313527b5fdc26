/** Panning by dragging with a mouse; fingers pan by themselves. */

/** Lets `scroll` be dragged sideways. */
export function makePannable(scroll: HTMLElement): void {
  let from: { x: number; left: number } | null = null;
  scroll.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    from = { x: event.clientX, left: scroll.scrollLeft };
    scroll.setPointerCapture(event.pointerId);
  });
  scroll.addEventListener('pointermove', (event) => {
    if (from === null) return;
    scroll.scrollLeft = from.left - (event.clientX - from.x);
    scroll.classList.toggle('dragging', Math.abs(event.clientX - from.x) > 3);
  });
  for (const name of ['pointerup', 'pointercancel'] as const)
    scroll.addEventListener(name, () => {
      from = null;
      scroll.classList.remove('dragging');
    });
}
