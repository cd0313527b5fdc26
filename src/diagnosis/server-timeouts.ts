/**
 * How long servers and proxies keep a connection without a request before they close it in order (FIN). Keepalive
 * probes do not count for them. Data with sources, as in middleboxes.ts.
 */
import type { NamedTimeout } from './middleboxes.ts';

export interface ServerTimeout extends NamedTimeout {
  source: string;
  read: '2026-11' | 'unconfirmed';
}

/** By timeout. */
export const SERVER_TIMEOUTS: readonly ServerTimeout[] = [
  timeout('node-http', 'Node.js http keepAliveTimeout', 5, 'districtbuilder#448'),
  timeout('apache-keepalive', 'Apache KeepAliveTimeout', 5, '', 'unconfirmed'),
  timeout('nginx-proxy-read', 'nginx proxy_read_timeout', 60, 'websockets/ws#536'),
  timeout('aws-alb', 'AWS ALB or classic ELB', 60, 'districtbuilder#448'),
  timeout('nginx-keepalive', 'nginx keepalive_timeout', 75, 'kubernetes/ingress-nginx#8760'),
  timeout('kafka-client', 'Kafka connections.max.idle.ms, Java client', 540, 'data-prepper#7016'),
  timeout('kafka-broker', 'Kafka connections.max.idle.ms, broker', 600, 'confluent-kafka-dotnet#1544'),
  timeout('ingress-nginx-stream', 'ingress-nginx proxy-stream-timeout', 600, 'hashicorp/boundary#3133'),
  timeout('cosmos-db', 'Azure Cosmos DB', 1800, 'prestodb/presto#14623'),
  timeout('envoy', 'Envoy idle_timeout', 3600, 'envoyproxy/envoy#41086'),
];

function timeout(
  name: string,
  title: string,
  seconds: number,
  source: string,
  read: ServerTimeout['read'] = '2026-11',
): ServerTimeout {
  return { name, title, seconds, source, read };
}
