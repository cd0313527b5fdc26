/**
 * The program of a slow router: takes IPv4 packets from the wires of this host and puts each on the other wire, a while
 * later (packet(7)). The kernel's own way to do so, tc-netem(8), is not in every kernel. Arguments: milliseconds, and both
 * devices. Each has one neighbour, which is entered by hand.
 */
import { readFileSync } from 'node:fs';

import { SOCK_CLOEXEC } from '../actor/constants.ts';
import { bind, receiving, send, setsockopt, socket } from '../actor/libc.ts';

/** include/uapi/linux/if_packet.h, if_ether.h. */
const AF_PACKET = 17;
const SOCK_RAW = 3;
const ETH_P_IP = 0x0800;
const SOL_PACKET = 263;
/** A header before each frame, which says that a checksum is not made yet: hosts leave that to their device. */
const PACKET_VNET_HDR = 15;
const VNET_HEADER = 10;
const LONGEST = 65_550;

interface Wire {
  fd: number;
  /** The Ethernet addresses of what goes out: of the neighbour, then of the device. */
  addresses: Buffer;
}

const [delay = '0', ...devices] = process.argv.slice(2);
const [one, other] = devices.map(wire);
if (one !== undefined && other !== undefined) {
  void forward(one, other);
  void forward(other, one);
  process.stdout.write('ready\n');
}
// Threads are blocked in the kernel, and an orderly exit would wait for them.
process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).resume();

function wire(device: string): Wire {
  const fd = must(device, socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  const on = Int32Array.of(1);
  must(device, setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, on, on.byteLength));
  const about = (file: string): string => readFileSync(`/sys/class/net/${device}/${file}`, 'utf8').trim();
  // struct sockaddr_ll: family in host order, protocol in network order, index of the device.
  const name = Buffer.alloc(20);
  name.writeUInt16LE(AF_PACKET, 0);
  name.writeUInt16BE(ETH_P_IP, 2);
  name.writeInt32LE(Number(about('ifindex')), 4);
  must(device, bind(fd, name, name.length));
  return { fd, addresses: Buffer.concat([neighbourOf(device), addressOf(about('address'))]) };
}

async function forward(from: Wire, to: Wire): Promise<void> {
  for (;;) {
    const frame = Buffer.alloc(LONGEST);
    const length = await receiving(from.fd, frame);
    if (length <= VNET_HEADER) continue;
    frame.set(to.addresses, VNET_HEADER);
    // Timers of one length keep their order, and so do the packets.
    setTimeout(() => send(to.fd, frame, length, 0), Number(delay));
  }
}

function neighbourOf(device: string): Buffer {
  const lines = readFileSync('/proc/net/arp', 'utf8').split('\n');
  const columns = lines.map((line) => line.split(/\s+/)).find((line) => line[5] === device);
  if (columns?.[3] === undefined) throw new Error(`${device} has no neighbour`);
  return addressOf(columns[3]);
}

function addressOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(':', ''), 'hex');
}

function must(device: string, returned: number): number {
  if (returned < 0) throw new Error(`no packet socket on ${device}`);
  return returned;
}
