/** Every scenario, in the order of the list. */
import type { Scenario } from '../scenario.ts';
import { alive } from './alive.ts';
import { deadPeer } from './dead-peer.ts';

export const SCENARIOS: readonly Scenario[] = [alive, deadPeer];
