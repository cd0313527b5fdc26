/**
 * The server loses its power and comes back as a machine that remembers nothing: its network card goes over to a new
 * host, and whatever the old kernel would still say (FIN, RST) has no card any more to leave by.
 */
import type { Host } from '../host.ts';
import type { Lab } from '../lab.ts';
import { type RoutedNetwork, serverCommands } from './routed.ts';

/** The machine after the crash, with the same card and link address. It receives, but has no address before it boots. */
export class CrashedServer {
  readonly #host: Host;

  private constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Takes the server's power away; times are told from that moment. It must not be where a capture is made: captures end
   * with their host.
   */
  static async of(lab: Lab, { server }: Pick<RoutedNetwork, 'server'>): Promise<CrashedServer> {
    const host = await lab.host('rebooted');
    await server.ip([`link set eth0 netns ${host.namespace}`]);
    lab.landmark('the crash', 'server', 'loses its power: no FIN, no RST');
    // The card first, and then whoever would close sockets.
    await server.crash();
    // The wire has a carrier again: what is sent into it arrives, and nobody answers.
    await host.ip(['link set eth0 up']);
    return new CrashedServer(host);
  }

  /** Gives the machine the server's addresses. From now on its kernel answers. */
  async boot(): Promise<Host> {
    await this.#host.ip(serverCommands());
    return this.#host;
  }
}
