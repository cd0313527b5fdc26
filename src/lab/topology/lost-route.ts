/** The router loses the route to the server's network. What comes from there still finds its way. */
import { type RoutedNetwork, SERVER_NETWORK } from './routed.ts';

/**
 * What the router then says to who sends there: nothing; or ICMP destination unreachable (RFC 792, type 3), that it is the
 * network (code 0), the host (code 1), or that an administrator forbids it (code 13, RFC 1812 §5.2.7.1).
 */
export const SAYINGS = ['nothing', 'network', 'host', 'prohibited'] as const;

export type Saying = (typeof SAYINGS)[number];

/** Route types of ip-route(8) in place of the route; without any route Linux says that it is the network. */
const INSTEAD: Readonly<Record<Saying, readonly string[]>> = {
  nothing: [`route add blackhole ${SERVER_NETWORK}`],
  network: [],
  host: [`route add unreachable ${SERVER_NETWORK}`],
  prohibited: [`route add prohibit ${SERVER_NETWORK}`],
};

/** From now on the router knows no way to the server. */
export async function loseRoute({ router }: Pick<RoutedNetwork, 'router'>, says: Saying): Promise<void> {
  await router.ip([`route del ${SERVER_NETWORK}`, ...INSTEAD[says]]);
}
