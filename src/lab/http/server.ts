/** The HTTP server of the lab: Node's own, with its keepAliveTimeout. Arguments: port, seconds. */
import { createServer } from 'node:http';

import { realTime } from '../journal.ts';
import type { ServerLine } from './protocol.ts';

const [port, seconds] = process.argv.slice(2).map(Number);

const server = createServer((request, response) => {
  const { remoteAddress, remotePort } = request.socket;
  tell({
    says: 'answers',
    at: realTime(),
    peer: `${remoteAddress}:${remotePort}`,
    path: request.url ?? '',
  });
  response.end(`you asked for ${request.url}\n`);
});
server.keepAliveTimeout = (seconds ?? 0) * 1000;
server.on('connection', (socket) => {
  const peer = `${socket.remoteAddress}:${socket.remotePort}`;
  tell({ says: 'accepted', at: realTime(), peer });
  socket.on('close', () => tell({ says: 'closed', at: realTime(), peer }));
});
server.listen(port, '0.0.0.0', () => tell({ says: 'ready' }));
process.stdin.on('end', () => process.exit()).resume();

function tell(line: ServerLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
