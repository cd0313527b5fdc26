/** The web: HTTP/2 and gRPC, WebSocket and socket.io, server-sent events, and the persistent connection of HTTP/1. */
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';

import { calls } from './grpc.mjs';
import { certificate, connected, found, HOST } from './stage.mjs';

export function web(load) {
  return { ...calls(load), ...multiplexed(), ...sockets(load), ...events() };
}

function multiplexed() {
  return {
    http2: {
      port: 28082,
      says: 'an http2 server of Node.js, whose client sends PING every 2 s',
      heartbeats: [found('http2', 'originator', 2)],
      start(port) {
        const server = http2.createServer().listen(port, HOST);
        const client = http2.connect(`http://${HOST}:${port}`);
        const timer = setInterval(() => client.ping(() => undefined), 2000);
        return () => {
          clearInterval(timer);
          client.destroy();
          server.close();
        };
      },
    },
    'http2-too-fast': {
      port: 28083,
      says: 'the same every second; the server says GOAWAY with ENHANCE_YOUR_CALM after the third',
      heartbeats: [found('http2', 'originator', 1)],
      findings: ['heartbeat-too-fast'],
      seconds: 10,
      start(port) {
        const server = http2.createServer().listen(port, HOST);
        server.on('session', (session) => {
          let count = 0;
          session.on('ping', () => {
            count++;
            if (count === 3) session.goaway(11, 0, Buffer.from('too_many_pings'));
          });
          session.on('error', () => undefined);
        });
        const client = http2.connect(`http://${HOST}:${port}`);
        client.on('error', () => undefined);
        const timer = setInterval(() => {
          if (!client.destroyed) client.ping(() => undefined);
        }, 1050);
        return () => {
          clearInterval(timer);
          client.destroy();
          server.close();
        };
      },
    },
  };
}

function sockets(load) {
  const { WebSocketServer, WebSocket } = load('ws');
  return {
    websocket: {
      port: 28084,
      says: 'a server of ws that sends ping every 2 s, and its client',
      heartbeats: [found('websocket', 'responder', 2)],
      start(port) {
        const server = new WebSocketServer({ port, host: HOST });
        const timer = setInterval(() => pingAll(server), 2000);
        const client = new WebSocket(`ws://${HOST}:${port}`);
        return () => {
          clearInterval(timer);
          client.terminate();
          server.close();
        };
      },
    },
    'wss-tls': {
      port: 28443,
      says: 'the server of ws again, within TLS of Node.js: what it says cannot be read',
      heartbeats: [found('tls', 'responder', 2)],
      start(port) {
        const server = https.createServer(certificate()).listen(port, HOST);
        const sessions = new WebSocketServer({ server });
        const timer = setInterval(() => pingAll(sessions), 2000);
        const client = new WebSocket(`wss://${HOST}:${port}`, { rejectUnauthorized: false });
        return () => {
          clearInterval(timer);
          client.terminate();
          server.close();
        };
      },
    },
    'engine.io': {
      port: 28085,
      says: 'a server of socket.io with a pingInterval of 2 s, and its client over WebSocket',
      heartbeats: [found('engine.io', 'responder', 2)],
      start(port) {
        const listener = http.createServer().listen(port, HOST);
        const server = new (load('socket.io').Server)(listener, { pingInterval: 2000, pingTimeout: 2000 });
        const client = load('socket.io-client').io(`http://${HOST}:${port}`, { transports: ['websocket'] });
        return () => {
          client.close();
          server.close();
        };
      },
    },
  };
}

function events() {
  return {
    sse: {
      port: 28086,
      says: 'an http server of Node.js that writes a comment of server-sent events every 2 s',
      heartbeats: [found('sse', 'responder', 2, { answered: null })],
      start(port) {
        const server = http.createServer((_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: hello\n\n');
          setInterval(() => response.write(':\n\n'), 2000).unref();
        });
        server.listen(port, HOST);
        const request = http.get(`http://${HOST}:${port}/`, (response) => response.resume());
        request.on('error', () => undefined);
        return () => {
          request.destroy();
          server.closeAllConnections();
          server.close();
        };
      },
    },
    'http-keep-alive': {
      port: 28087,
      says: 'an http server of Node.js with keepAliveTimeout 3 s, and an agent that keeps its connection',
      heartbeats: [],
      findings: ['server-idle-close'],
      mechanism: ['http-persistent'],
      seconds: 10,
      start(port) {
        const server = http.createServer((_request, response) => response.end('hello'));
        server.keepAliveTimeout = 3000;
        server.listen(port, HOST);
        // By hand: the agent of Node.js itself would close a second before it is told to.
        const socket = connected(port);
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
        return () => {
          socket.destroy();
          server.close();
        };
      },
    },
  };
}

function pingAll(server) {
  for (const client of server.clients) client.ping();
}
