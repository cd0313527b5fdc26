/** Where a live capture shows what happens: a screen, lines for programs, or nothing until the end. */
import type { Examination } from '../report/examination.ts';
import type { LiveRecord } from '../report/live-record.ts';

export interface LiveOutlet {
  /** Something happened. */
  emit(record: LiveRecord): void;
  /** Some frames came, or some time passed. */
  refresh(): void;
  /** Resolves when more can be taken: a program that reads slowly must not make memory grow. */
  room(): Promise<void>;
  /** All is captured. */
  finish(examination: Examination): Promise<void>;
  /** It failed: nothing more is shown. */
  abandon(): Promise<void>;
}
