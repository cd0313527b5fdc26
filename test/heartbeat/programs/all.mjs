/**
 * Servers and clients with heartbeats of their own, and decoys, each on a port of the loopback, for
 * test/heartbeat/make.mjs. Every entry says how the programs are set and what must be found, and starts them; what it
 * returns ends them. What takes long to be ready, or must not be seen to begin, has prepare(), which returns its start().
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { brokers } from './brokers.mjs';
import { chats } from './chat.mjs';
import { databases } from './databases.mjs';
import { decoys } from './decoys.mjs';
import { hanging } from './hanging.mjs';
import { hosts } from './hosts.mjs';
import { labelSwitching } from './label-switching.mjs';
import { polls } from './polls.mjs';
import { routing } from './routing.mjs';
import { telecom } from './telecom.mjs';
import { trading } from './trading.mjs';
import { web } from './web.mjs';

/** `modules`: a folder with the npm packages that fixtures/heartbeats/README.md names. */
export function programs(modules) {
  const load = createRequire(join(modules, 'package.json'));
  return {
    ...brokers(load),
    ...databases(load),
    ...web(load),
    ...chats(load),
    ...routing(),
    ...labelSwitching(),
    ...telecom(load),
    ...hosts(),
    ...trading(),
    ...hanging(load),
    ...polls(load),
    ...decoys(),
  };
}
