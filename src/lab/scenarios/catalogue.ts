/** Every scenario, in the order of the list. */
import type { Scenario } from '../scenario.ts';
import { alive } from './alive.ts';
import { deadPeer } from './dead-peer.ts';
import { fin } from './fin.ts';
import { lossy } from './lossy.ts';
import { natExpiry } from './nat-expiry.ts';
import { natKeptAlive } from './nat-kept-alive.ts';
import { peerReboot } from './peer-reboot.ts';
import { socketOptions } from './socket-options.ts';
import { unreachable } from './unreachable.ts';

export const SCENARIOS: readonly Scenario[] = [
  alive,
  deadPeer,
  peerReboot,
  unreachable,
  fin,
  natExpiry,
  natKeptAlive,
  socketOptions,
  lossy,
];
