/** Message brokers: MQTT, NATS, AMQP of both versions, STOMP. */
import { rabbitmq } from './rabbitmq.mjs';
import { connected, end, found, HOST, listening, started, written } from './stage.mjs';

async function mosquitto(port) {
  const broker = started(
    'mosquitto',
    '-c',
    written(`mqtt-${port}.conf`, `listener ${port}\nallow_anonymous true\n`),
  );
  await listening(port);
  return broker;
}

/** It asks every 2 s. */
export async function natsServer(port) {
  const settings = `port: ${port}\nhost: ${HOST}\nping_interval: "2s"\n`;
  const server = started('nats-server', '-c', written(`nats-${port}.conf`, settings));
  await listening(port);
  return server;
}

export function brokers(load) {
  return {
    mqtt: {
      port: 21883,
      says: 'mosquitto, and MQTT.js with a keep alive of 2 s',
      heartbeats: [found('mqtt', 'originator', 2, { impliedTimeoutSeconds: 3 })],
      async prepare(port) {
        const broker = await mosquitto(port);
        return () => {
          // MQTT.js sends PINGREQ after the keep alive.
          const client = load('mqtt').connect(`mqtt://${HOST}:${port}`, {
            keepalive: 2,
            reschedulePings: true,
          });
          return () => {
            client.end(true);
            end(broker);
          };
        };
      },
    },
    'mqtt-expired': {
      port: 21884,
      says: 'mosquitto, and a client of the script that says a keep alive of 4 s and then nothing',
      heartbeats: [],
      findings: ['heartbeat-expired'],
      seconds: 14,
      async prepare(port) {
        const broker = await mosquitto(port);
        return () => {
          connected(port).write(Buffer.from('100d00044d5154540402000400017a', 'hex'));
          return () => end(broker);
        };
      },
    },
    nats: {
      port: 24222,
      says: 'nats-server with ping_interval 2 s, and the nats client',
      heartbeats: [found('nats', 'responder', 2)],
      async prepare(port) {
        const server = await natsServer(port);
        return async () => {
          const client = await load('nats').connect({ port, pingInterval: 3_600_000 });
          return async () => {
            await client.close();
            end(server);
          };
        };
      },
    },
    amqp: {
      port: 25672,
      says: 'rabbitmq-server, which sends in half of the time, and amqplib with a heartbeat of 4 s',
      heartbeats: [
        found('amqp-0-9-1', 'originator', 4, { answered: null, impliedTimeoutSeconds: 8 }),
        found('amqp-0-9-1', 'responder', 2, { answered: null, impliedTimeoutSeconds: 8 }),
      ],
      async prepare(port) {
        const server = await rabbitmq({ name: 'amqp', port, distribution: 25673 });
        return async () => {
          const client = await load('amqplib').connect({ port, heartbeat: 4 });
          client.on('error', () => undefined);
          return async () => {
            await client.close().catch(() => undefined);
            end(server);
          };
        };
      },
    },
    'amqp-1.0': {
      port: 25674,
      says: 'rhea on both sides: the server says an idle timeout of 4 s, the client one of 6 s; a peer sends in half of it',
      heartbeats: [
        found('amqp-1.0', 'originator', 2, { answered: null }),
        found('amqp-1.0', 'responder', 3, { answered: null }),
      ],
      start: (port) => rheas(load('rhea'), port, { idle_time_out: 4000 }, { idle_time_out: 6000 }),
    },
    'amqp-1.0-one-way': {
      port: 25678,
      says: 'rhea on both sides: the server says an idle timeout of 4 s, the client none, so that only the client has to send',
      heartbeats: [found('amqp-1.0', 'originator', 2, { answered: null })],
      findings: ['heartbeat-one-way'],
      start: (port) => rheas(load('rhea'), port, { idle_time_out: 4000 }, {}),
    },
    stomp: {
      port: 25675,
      says: 'the STOMP of rabbitmq-server, and a client of the script; a heart-beat of 2 s, in half of which the server sends',
      heartbeats: [
        found('stomp', 'originator', 2, { answered: null }),
        found('stomp', 'responder', 1, { answered: null }),
      ],
      async prepare(port) {
        const server = await rabbitmq({ name: 'stomp', port: 25676, distribution: 25677, stomp: port });
        return () => {
          const socket = connected(port);
          socket.write(
            'CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\nheart-beat:2000,2000\n\n\0',
          );
          const timer = setInterval(() => socket.write('\n'), 2000);
          return () => {
            clearInterval(timer);
            socket.destroy();
            end(server);
          };
        };
      },
    },
  };
}

/** A server and a client of AMQP 1.0. */
function rheas(rhea, port, ofServer, ofClient) {
  const listener = rhea.create_container().listen({ port, host: HOST, ...ofServer });
  const connection = rhea.create_container().connect({ port, host: HOST, reconnect: false, ...ofClient });
  return () => {
    connection.close();
    listener.close();
  };
}
