/** The classified frames of a connection that wait until the kind of one before them is decided. */
import type { Classified, ClassifiedListener } from './classified.ts';
import { isUndecided, type Watch } from './watch.ts';

/** Lets out `current` and what waits before it, or holds it behind what is not decided; `listener` null: only counts it. */
export function letOut(listener: ClassifiedListener | null, watch: Watch, current: Classified | null): void {
  if (isUndecided(watch)) {
    watch.waitingFrames++;
    watch.held ??= [];
    if (current === null) return;
    watch.held.push(current);
    listener?.held?.(current);
    return;
  }
  const { held } = watch;
  watch.waitingFrames = 0;
  watch.held = null;
  for (const frame of held ?? []) listener?.decided(frame);
  if (current !== null) listener?.decided(current);
}
