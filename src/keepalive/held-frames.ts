/** The classified frames of a connection that wait until the kind of one before them is decided. */
import type { Classified, ClassifiedListener } from './classified.ts';
import { isUndecided, type Watch } from './watch.ts';

/** Whether more than `limit` frames would wait with `current`. */
export function isFullWith({ held }: Watch, current: Classified | null, limit: number): boolean {
  return (held?.length ?? 0) + (current === null ? 0 : 1) > limit;
}

/** Lets out `current` and what waits before it, or holds it behind what is not decided. */
export function letOut(
  { decided, held: tell }: ClassifiedListener,
  watch: Watch,
  current: Classified | null,
): void {
  if (isUndecided(watch)) {
    watch.held ??= [];
    if (current === null) return;
    watch.held.push(current);
    tell?.(current);
    return;
  }
  const { held } = watch;
  watch.held = null;
  for (const frame of held ?? []) decided(frame);
  if (current !== null) decided(current);
}
