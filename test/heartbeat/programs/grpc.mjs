/** gRPC, whose keepalive is the PING of HTTP/2: a server that allows it, and one that does not. */
import { end, found, HOST, listening, started, written } from './stage.mjs';

/** The server of gRPC's C core, as Debian's Python has it: it counts what comes sooner than every 5 minutes. */
const STRICT_SERVER = `
import sys, time
from concurrent import futures
import grpc
server = grpc.server(futures.ThreadPoolExecutor())
server.add_insecure_port('${HOST}:' + sys.argv[1])
server.start()
server.wait_for_termination()
`;

export function calls(load) {
  const grpc = load('@grpc/grpc-js');
  const keptAlive = (port, milliseconds) => {
    const client = new grpc.Client(`${HOST}:${port}`, grpc.credentials.createInsecure(), {
      'grpc.keepalive_time_ms': milliseconds,
      'grpc.keepalive_timeout_ms': 900,
      'grpc.keepalive_permit_without_calls': 1,
    });
    client.waitForReady(Date.now() + 5000, () => undefined);
    return client;
  };
  return {
    grpc: {
      port: 28090,
      says: 'a server of grpc-js, whose client has grpc.keepalive_time_ms 2000 and no call',
      heartbeats: [found('http2', 'originator', 2)],
      async start(port) {
        const server = new grpc.Server();
        await new Promise((resolve) => {
          server.bindAsync(`${HOST}:${port}`, grpc.ServerCredentials.createInsecure(), resolve);
        });
        const client = keptAlive(port, 2000);
        return () => {
          client.close();
          server.forceShutdown();
        };
      },
    },
    'grpc-too-fast': {
      port: 28091,
      says: 'the server of gRPC 1.51 as it comes, and a client of grpc-js every second: GOAWAY, too_many_pings',
      heartbeats: [found('http2', 'originator', 1)],
      findings: ['heartbeat-too-fast'],
      seconds: 8,
      async prepare(port) {
        const server = started('/usr/bin/python3', written('strict.py', STRICT_SERVER), String(port));
        await listening(port);
        return () => {
          const client = keptAlive(port, 1000);
          return () => {
            client.close();
            end(server);
          };
        };
      },
    },
  };
}
