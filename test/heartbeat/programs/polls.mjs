/** Decoys: programs that ask for data in a rhythm. However regular, a question for data is no heartbeat. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

import { mysql, postgresql } from './sql-servers.mjs';
import { certificate, connected, end, HOST, listening, started } from './stage.mjs';

const PERIOD = 2000;

export function polls(load) {
  return { ...queries(load), ...pages(), ...values(load) };
}

function queries(load) {
  return {
    'decoy-mysql-poll': {
      port: 23307,
      says: 'mysql2, which asks mariadbd for a row of a table every 2 s: no heartbeat',
      heartbeats: [],
      async prepare(port) {
        const server = await mysql('poll', port);
        return () => {
          const client = load('mysql2').createConnection({
            host: HOST,
            port,
            user: 'guest',
            database: 'shop',
          });
          client.on('error', () => undefined);
          const text = "SELECT id FROM jobs WHERE state = 'waiting'";
          const timer = setInterval(() => client.query(text, () => undefined), PERIOD);
          return () => {
            clearInterval(timer);
            client.destroy();
            end(server);
          };
        };
      },
    },
    'decoy-postgresql-poll': {
      port: 25434,
      says: 'pg, which asks PostgreSQL by a prepared statement every 2 s: no heartbeat',
      heartbeats: [],
      async prepare(port) {
        const server = await postgresql('poll', port, []);
        return async () => {
          const client = new (load('pg').Client)({
            host: HOST,
            port,
            user: 'postgres',
            database: 'postgres',
          });
          client.on('error', () => undefined);
          await client.connect();
          const statement = { name: 'jobs', text: 'SELECT $1::int AS waiting', values: [1] };
          const timer = setInterval(() => client.query(statement).catch(() => undefined), PERIOD);
          return async () => {
            clearInterval(timer);
            await client.end();
            end(server);
          };
        };
      },
    },
    'decoy-redis-poll': {
      port: 26383,
      says: 'ioredis, which asks redis-server for a key every 2 s: no heartbeat',
      heartbeats: [],
      async prepare(port) {
        const server = started('redis-server', '--port', String(port), '--save', '', '--bind', HOST);
        await listening(port);
        return () => {
          const client = new (load('ioredis'))({ port, enableReadyCheck: false });
          const timer = setInterval(() => client.get('jobs'), PERIOD);
          return () => {
            clearInterval(timer);
            client.disconnect();
            end(server);
          };
        };
      },
    },
  };
}

function pages() {
  const status = (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ uptime: Math.round(process.uptime()), load: Math.random(), jobs: [1, 2, 3] }),
    );
  };
  const polled = (server, request, Agent) => (port) => {
    server.keepAliveTimeout = 20_000;
    server.listen(port, HOST);
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    const poll = () => request({ port, agent, path: '/status' }, (response) => response.resume());
    const timer = setInterval(poll, PERIOD);
    return () => {
      clearInterval(timer);
      agent.destroy();
      server.close();
    };
  };
  return {
    'decoy-http-poll': {
      port: 28088,
      says: 'an http server of Node.js that is asked for JSON every 2 s on one connection: no heartbeat',
      heartbeats: [],
      start: (port) => polled(http.createServer(status), http.get, http.Agent)(port),
    },
    'decoy-https-poll': {
      port: 28444,
      says: 'an https server of Node.js that is polled every 2 s on one connection: no heartbeat',
      heartbeats: [],
      start: (port) => polled(https.createServer(certificate(), status), https.get, https.Agent)(port),
    },
  };
}

function values(load) {
  return {
    'decoy-modbus-poll': {
      port: 25502,
      says: 'modbus-serial on both sides: one register is read every 2 s: no heartbeat',
      heartbeats: [],
      async start(port) {
        const Modbus = load('modbus-serial');
        const server = new Modbus.ServerTCP(
          { getHoldingRegister: (address) => address },
          { host: HOST, port },
        );
        const client = new Modbus();
        await client.connectTCP(HOST, { port });
        const timer = setInterval(() => client.readHoldingRegisters(7, 1).catch(() => undefined), PERIOD);
        return () => {
          clearInterval(timer);
          client.close(() => undefined);
          server.close(() => undefined);
        };
      },
    },
    'decoy-dns-poll': {
      port: 25353,
      says: 'a resolver of the script that asks a server of the script over one connection every 2 s: no heartbeat',
      heartbeats: [],
      start(port) {
        const server = net.createServer((socket) =>
          socket.on('data', (query) => socket.write(addressFor(query))),
        );
        server.listen(port, HOST);
        const socket = connected(port);
        const timer = setInterval(() => socket.write(queryFor('printer.example')), PERIOD);
        return () => {
          clearInterval(timer);
          socket.destroy();
          server.close();
        };
      },
    },
  };
}

/** RFC 1035 §4: the header with an identification of its own, one question; in TCP the length comes first (§4.2.2). */
function queryFor(name) {
  const labels = name.split('.').map((label) => `${String.fromCharCode(label.length)}${label}`);
  const identification = Math.floor(Math.random() * 0x1_0000);
  const header = Buffer.from([identification >> 8, identification & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return framed(Buffer.concat([header, Buffer.from(`${labels.join('')}\0\0\x01\0\x01`, 'latin1')]));
}

/** The same with one address, whose name points to the question's. */
function addressFor(query) {
  const answer = Buffer.from('c00c000100010000003c0004c0000207', 'hex');
  const message = Buffer.concat([query.subarray(2), answer]);
  message.writeUInt16BE(0x8180, 2);
  message.writeUInt16BE(1, 6);
  return framed(message);
}

function framed(message) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
