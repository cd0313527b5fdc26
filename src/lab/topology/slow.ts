/** client — slow router — server: every packet is on its way for a while. */
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { INSTALLATION } from '../../installation.ts';
import type { Lab } from '../lab.ts';
import { labFailure, whenEnded } from '../system.ts';
import { type RoutedNetwork, TO_CLIENT, TO_SERVER } from './routed.ts';

/** The program runs built, as actors do. */
const PROGRAM = fileURLToPath(new URL('dist/lab/topology/delaying-router.js', INSTALLATION));
const STARTING = 20;

/** From now on packets take so many seconds from host to host, in either direction. The router itself answers nothing. */
export async function slowDown(lab: Lab, { router }: RoutedNetwork, seconds: number): Promise<void> {
  await router.sysctl({ 'net.ipv4.ip_forward': 0 });
  const args = [PROGRAM, `${seconds * 1000}`, TO_CLIENT, TO_SERVER];
  const child = router.start(process.execPath, args);
  const ready = new Promise<void>((resolve, reject) => {
    whenEnded(child, (why) => reject(labFailure(`the slow router ended: ${why}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', () => resolve());
  });
  ready.catch(() => {});
  await lab.within(STARTING, 'the slow router did not start', ready);
}
