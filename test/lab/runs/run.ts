/** A run of a scenario, and what must be true of it. */
import type { Experiment } from '../../../src/lab/experiment.ts';
import type { AnyValues, Scenario } from '../../../src/lab/scenario.ts';

export interface Run {
  scenario: Scenario;
  /** Where they are not the defaults. */
  values?: AnyValues;
  bothSides?: boolean;
  /** What must hold besides. */
  holds?: (experiment: Experiment) => void;
}
