/** Every scenario, in the order of the list. */
import type { Scenario } from '../scenario.ts';
import { alive } from './alive.ts';
import { deadPeer } from './dead-peer.ts';
import { fin } from './fin.ts';
import { httpKeepAlive } from './http-keep-alive.ts';
import { lossy } from './lossy.ts';
import { midIdle } from './mid-idle.ts';
import { natExpiry } from './nat-expiry.ts';
import { natKeptAlive } from './nat-kept-alive.ts';
import { peerReboot } from './peer-reboot.ts';
import { pingPong } from './ping-pong.ts';
import { socketOptions } from './socket-options.ts';
import { unreachable } from './unreachable.ts';
import { zeroWindow } from './zero-window.ts';

export const SCENARIOS: readonly Scenario[] = [
  alive,
  deadPeer,
  peerReboot,
  unreachable,
  fin,
  natExpiry,
  natKeptAlive,
  pingPong,
  socketOptions,
  httpKeepAlive,
  zeroWindow,
  midIdle,
  lossy,
];
