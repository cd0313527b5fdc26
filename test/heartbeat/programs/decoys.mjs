/** Decoys: what people type, and what is pushed or downloaded in a rhythm. */
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';

import { sshd } from './hosts.mjs';
import { certificate, connected, end, HOST, startedWith } from './stage.mjs';

/** Seconds between the keys of somebody who types, thinks, and types. */
const GAPS = [
  1.6, 0.14, 0.21, 0.09, 0.3, 2.4, 0.12, 0.18, 1.1, 0.11, 0.26, 3.2, 0.17, 0.1, 1.3, 0.22, 0.15, 1.9,
];
const TYPED = 'echo hello; uptime\n';

export function decoys() {
  return { ...typing(), ...pushing() };
}

function typing() {
  return {
    'decoy-telnet-typing': {
      port: 22023,
      says: 'telnetd, and keys that a script types with the pauses of a person: no heartbeat',
      heartbeats: [],
      seconds: 20,
      start(port) {
        // Telnetd talks to its standard streams, as of inetd.
        const server = net.createServer((socket) => {
          const streams = { stdio: [socket, socket, 'ignore'] };
          spawn('/usr/sbin/telnetd', ['--no-hostinfo', '--exec-login=/bin/sh'], streams);
        });
        server.listen(port, HOST);
        const socket = connected(port, (data) => refuse(socket, data));
        const stop = type((key) => socket.write(key));
        return () => {
          stop();
          socket.destroy();
          server.close();
        };
      },
    },
    'decoy-ssh-typing': {
      port: 22024,
      says: 'sshd, and keys that a script types into ssh with the pauses of a person: no heartbeat',
      heartbeats: [],
      seconds: 20,
      async prepare(port) {
        const { server, client } = await sshd('typing', port);
        return () => {
          const options = [...client, '-tt', 'root@127.0.0.1', '/bin/sh'];
          const session = startedWith({ stdio: ['pipe', 'ignore', 'ignore'] }, 'ssh', ...options);
          session.stdin.on('error', () => undefined);
          const stop = type((key) => session.stdin.write(key));
          return () => {
            stop();
            end(session);
            end(server);
          };
        };
      },
    },
  };
}

/** Types one key after the other, over and over; what it returns stops it. */
function type(press) {
  let count = 0;
  let timer;
  const next = () => {
    timer = setTimeout(
      () => {
        press(TYPED[count % TYPED.length]);
        count++;
        next();
      },
      1000 * GAPS[count % GAPS.length],
    );
  };
  next();
  return () => clearTimeout(timer);
}

/** RFC 854: WONT to each DO, DONT to each WILL but ECHO and SUPPRESS-GO-AHEAD, which are let be. */
function refuse(socket, data) {
  for (let at = 0; at + 2 < data.length; at++) {
    if (data[at] !== 255) continue;
    const [verb, option] = [data[at + 1], data[at + 2]];
    if (verb === 253) socket.write(Buffer.from([255, 252, option]));
    if (verb === 251) socket.write(Buffer.from([255, option === 1 || option === 3 ? 253 : 254, option]));
  }
}

function pushing() {
  return {
    'decoy-chunked-download': {
      port: 28089,
      says: 'an http server of Node.js that sends a chunk of the same length every 2 s: no heartbeat',
      heartbeats: [],
      start(port) {
        const server = http.createServer((_request, response) => {
          setInterval(() => response.write(Buffer.alloc(900, 'x')), 2000).unref();
        });
        server.listen(port, HOST);
        const request = http.get({ port, host: HOST }, (response) => response.resume());
        request.on('error', () => undefined);
        return () => {
          request.destroy();
          server.closeAllConnections();
          server.close();
        };
      },
    },
    'decoy-ticker': {
      port: 29001,
      says: 'a server that pushes a quote of the same length every second, which nobody answers: no heartbeat',
      heartbeats: [],
      start(port) {
        const server = net.createServer((socket) => {
          const price = () => (100 + Math.random()).toFixed(4);
          const timer = setInterval(() => socket.write(`QUOTE ABC ${price()} ${price()}\r\n`), 1000);
          socket.on('close', () => clearInterval(timer));
          socket.on('error', () => undefined);
        });
        server.listen(port, HOST);
        const socket = connected(port);
        return () => {
          socket.destroy();
          server.close();
        };
      },
    },
    'decoy-metrics': {
      port: 22003,
      says: 'lines of Graphite that a client pushes every 2 s, which nobody answers: no heartbeat',
      heartbeats: [],
      start(port) {
        const server = net.createServer((socket) => socket.resume());
        server.listen(port, HOST);
        const socket = connected(port);
        const line = () =>
          `hosts.web1.cpu.load ${Math.random().toFixed(2)} ${Math.floor(Date.now() / 1000)}\n`;
        const timer = setInterval(() => socket.write(line()), 2000);
        return () => {
          clearInterval(timer);
          socket.destroy();
          server.close();
        };
      },
    },
    'decoy-tls-push': {
      port: 28445,
      says: 'numbers that a client pushes through TLS every 2 s, which nobody answers: no heartbeat',
      heartbeats: [],
      start(port) {
        const server = tls.createServer(certificate(), (socket) => socket.resume());
        server.listen(port, HOST);
        const socket = tls.connect({ port, host: HOST, rejectUnauthorized: false });
        socket.on('error', () => undefined);
        const line = () => `load 0.${Math.floor(Math.random() * 90) + 10} ${Date.now()}\n`;
        const timer = setInterval(() => socket.write(line()), 2000);
        return () => {
          clearInterval(timer);
          socket.destroy();
          server.close();
        };
      },
    },
  };
}
