/** The changes that captures call for, in words. */
import type { AdvisedLimit } from '../../advice/capture-advice.ts';
import type { ChangeCode } from '../../advice/change.ts';
import type { Severity } from '../model.ts';

interface ChangeWords {
  severity: Severity;
  /** What is to be done, before the place. */
  title: string;
  /** What exactly, where it is no keepalive setting. */
  says: string | null;
}

export const CHANGE_WORDS: Readonly<Record<ChangeCode, ChangeWords>> = {
  enable: { severity: 'warning', title: 'enable keepalive', says: null },
  shorten: { severity: 'warning', title: 'probe sooner', says: null },
  lengthen: { severity: 'warning', title: 'probe less often', says: null },
  'user-timeout': {
    severity: 'warning',
    title: 'set TCP_USER_TIMEOUT',
    says: 'TCP_USER_TIMEOUT of 10 to 30 s on the side that sends: keepalive does not run while data is unacknowledged.',
  },
  heartbeat: {
    severity: 'warning',
    title: 'do not rely on keepalive',
    says: 'Probes do not count there: let the application send heartbeats, or drop idle connections before the other side does, or raise its timeout.',
  },
  'switch-off': {
    severity: 'warning',
    title: 'switch keepalive off',
    says: 'This peer answers no probe and is there all the same: use heartbeats of the application, or have its stack answer.',
  },
};

/** For which idle timeout the settings are, and how it is known. */
export function limitWords({ basis, low, high, products }: AdvisedLimit): string {
  const named = products.length === 0 ? '' : ` (${products.map(({ name }) => name).join(', ')} would fit)`;
  switch (basis) {
    case 'declared':
      return `for the idle timeout of ${rounded(low)} that was given`;
    case 'inferred':
      return low === high
        ? `for the idle timeout of ${rounded(low)}`
        : `for an idle timeout above ${rounded(low)} and at most ${rounded(high)}, as these connections show${named}`;
    case 'bounded':
      return `for half of the ${rounded(high)} of silence that a connection did not survive: how long the path remembers, one loss does not show`;
    case 'unknown':
      return `for ${rounded(low)}, the shortest idle timeout of the known middleboxes: nothing is known of this path`;
  }
}

function rounded(seconds: number): string {
  return `${Math.floor(seconds * 10) / 10} s`;
}
