/** Sends frames as they are: node --import tsx send-raw.mjs DEVICE, with a frame in hexadecimal on each line of standard input. */
import { readFileSync } from 'node:fs';

import { bind, close, send, socket } from '../../../src/lab/actor/libc.ts';

const AF_PACKET = 17;
const SOCK_RAW = 3;

/** struct sockaddr_ll (packet(7)): family, protocol, index of the device, and 12 octets that only receivers use. */
const address = Buffer.alloc(20);
address.writeUInt16LE(AF_PACKET, 0);
address.writeUInt32LE(Number(readFileSync(`/sys/class/net/${process.argv[2]}/ifindex`, 'utf8')), 4);

const fd = socket(AF_PACKET, SOCK_RAW, 0);
if (bind(fd, address, address.length) !== 0) throw new Error('bind failed');
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const octets = Buffer.from(line, 'hex');
  if (send(fd, octets, octets.length, 0) !== octets.length) throw new Error(`send failed: ${line}`);
}
close(fd);
