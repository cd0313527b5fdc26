/**
 * client — router — server. All that goes wrong between the hosts goes wrong at the router, so that both ends keep their
 * link. Every neighbour is entered by hand: failed ARP would hide probes that the kernel sent.
 */
import type { Host } from '../host.ts';
import type { Lab } from '../lab.ts';

/** Addresses of RFC 5737, which no real host has. */
export const CLIENT = '192.0.2.2';
export const SERVER = '198.51.100.2';
/** Where the server is. */
export const SERVER_NETWORK = '198.51.100.0/24';
const ROUTER_TO_CLIENT = '192.0.2.1';
const ROUTER_TO_SERVER = '198.51.100.1';

/** The router's devices. */
export const TO_CLIENT = 'toclient';
export const TO_SERVER = 'toserver';

/** No segmentation by the device: frames in captures are packets as a wire has them. */
const WIRE = 'gso_max_segs 1';

export class RoutedNetwork {
  readonly client: Host;
  readonly router: Host;
  readonly server: Host;

  private constructor(client: Host, router: Host, server: Host) {
    this.client = client;
    this.router = router;
    this.server = server;
  }

  /** Makes the hosts and joins them. */
  static async make(lab: Lab): Promise<RoutedNetwork> {
    const making = [lab.host('client'), lab.host('router'), lab.host('server')] as const;
    // Should one fail, then not before the others are made: what is still being made cannot be taken away.
    await Promise.allSettled(making);
    const [client, router, server] = await Promise.all(making);
    await router.ip([
      joined(TO_CLIENT, '02:00:00:00:01:01', client, '02:00:00:00:01:02'),
      joined(TO_SERVER, '02:00:00:00:02:01', server, '02:00:00:00:02:02'),
      ...addressed(TO_CLIENT, ROUTER_TO_CLIENT, CLIENT, '02:00:00:00:01:02'),
      ...addressed(TO_SERVER, ROUTER_TO_SERVER, SERVER, '02:00:00:00:02:02'),
    ]);
    await Promise.all([
      client.ip([
        ...addressed('eth0', CLIENT, ROUTER_TO_CLIENT, '02:00:00:00:01:01'),
        `route add default via ${ROUTER_TO_CLIENT}`,
      ]),
      server.ip(serverCommands()),
      router.sysctl({ 'net.ipv4.ip_forward': 1 }),
    ]);
    return new RoutedNetwork(client, router, server);
  }

  /** From now on the router drops everything, and says nothing. */
  async cut(): Promise<void> {
    await this.router.nft(`
      table ip cut {
        chain forward {
          type filter hook forward priority 0; policy accept;
          drop
        }
      }`);
  }
}

/** The commands that make the host with the server's card the server. */
export function serverCommands(): string[] {
  return [
    ...addressed('eth0', SERVER, ROUTER_TO_SERVER, '02:00:00:00:02:01'),
    `route add default via ${ROUTER_TO_SERVER}`,
  ];
}

/** The command for a wire between a device of the router and eth0 of a host. */
function joined(device: string, address: string, peer: Host, peerAddress: string): string {
  return `link add ${device} address ${address} ${WIRE} type veth peer name eth0 address ${peerAddress} ${WIRE} netns ${peer.namespace}`;
}

/** The commands that give a device its address and its only neighbour. */
function addressed(device: string, address: string, neighbour: string, neighbourLink: string): string[] {
  return [
    `addr add ${address}/24 dev ${device}`,
    `link set ${device} up`,
    `neigh add ${neighbour} lladdr ${neighbourLink} nud permanent dev ${device}`,
  ];
}
