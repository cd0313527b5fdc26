/**
 * Servers and clients with heartbeats of their own, each on a port of the loopback, for test/heartbeat/make.mjs. Every
 * entry says how the programs are set, what must be found, and starts them; what it returns ends them. What takes long
 * to be ready has prepare(), which returns its start().
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const folder = mkdtempSync(join(tmpdir(), 'heartbeats-'));
const started = (command, ...options) => spawn(command, options, { stdio: 'ignore', cwd: folder });

function pingAll(server) {
  for (const client of server.clients) client.ping();
}

function certificate() {
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const subject = ['-subj', '/CN=localhost', '-days', '30'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  return { keyFile: key, certFile: cert };
}

/** `modules`: a folder with the npm packages ws, mqtt, socket.io, socket.io-client, nats, ioredis and amqplib. */
export function programs(modules) {
  const load = createRequire(join(modules, 'package.json'));
  const found = (protocol, from, periodSeconds, more = {}) => ({ protocol, from, periodSeconds, ...more });
  return {
    mqtt: {
      port: 21883,
      says: 'mosquitto, and MQTT.js with a keep alive of 2 s',
      heartbeats: [found('mqtt', 'originator', 2, { impliedTimeoutSeconds: 3 })],
      async start(port) {
        writeFileSync(join(folder, 'mqtt.conf'), `listener ${port}\nallow_anonymous true\n`);
        const broker = started('mosquitto', '-c', join(folder, 'mqtt.conf'));
        await sleep(1);
        // MQTT.js sends PINGREQ after the keep alive.
        const client = load('mqtt').connect(`mqtt://127.0.0.1:${port}`, {
          keepalive: 2,
          reschedulePings: true,
        });
        return () => (client.end(true), broker.kill());
      },
    },
    'mqtt-expired': {
      port: 21884,
      says: 'mosquitto, and a client of the script that says a keep alive of 4 s and then nothing',
      heartbeats: [],
      findings: ['heartbeat-expired'],
      seconds: 14,
      async start(port) {
        writeFileSync(join(folder, 'mqtt2.conf'), `listener ${port}\nallow_anonymous true\n`);
        const broker = started('mosquitto', '-c', join(folder, 'mqtt2.conf'));
        await sleep(1);
        const socket = net.connect(port, '127.0.0.1');
        socket.write(Buffer.from('100d00044d5154540402000400017a', 'hex'));
        socket.on('error', () => undefined);
        return () => broker.kill();
      },
    },
    redis: {
      port: 26379,
      says: 'redis-server, and ioredis that sends PING every 2 s',
      heartbeats: [found('redis', 'originator', 2)],
      async start(port) {
        const server = started('redis-server', '--port', String(port), '--save', '');
        await sleep(1);
        const client = new (load('ioredis'))({ port, enableReadyCheck: false });
        const timer = setInterval(() => client.ping(), 2000);
        return () => (clearInterval(timer), client.disconnect(), server.kill());
      },
    },
    'redis-hangs': {
      port: 26380,
      says: 'the same every second; redis-server is stopped (SIGSTOP) after 6 s, and its kernel acknowledges',
      heartbeats: [found('redis', 'originator', 1)],
      findings: ['heartbeat-unanswered'],
      async start(port) {
        const server = started('redis-server', '--port', String(port), '--save', '');
        await sleep(1);
        const client = new (load('ioredis'))({ port, enableReadyCheck: false });
        const timer = setInterval(() => client.ping().catch(() => undefined), 1000);
        setTimeout(() => server.kill('SIGSTOP'), 6000);
        return () => (clearInterval(timer), client.disconnect(), server.kill('SIGKILL'));
      },
    },
    nats: {
      port: 24222,
      says: 'nats-server with ping_interval 2 s, and the nats client',
      heartbeats: [found('nats', 'responder', 2)],
      async start(port) {
        writeFileSync(join(folder, 'nats.conf'), `port: ${port}\nhost: 127.0.0.1\nping_interval: "2s"\n`);
        const server = started('nats-server', '-c', join(folder, 'nats.conf'));
        await sleep(1);
        const client = await load('nats').connect({ port, pingInterval: 3_600_000 });
        return async () => (await client.close(), server.kill());
      },
    },
    http2: {
      port: 28082,
      says: 'an http2 server of Node.js, whose client sends PING every 2 s',
      heartbeats: [found('http2', 'originator', 2)],
      async start(port) {
        const server = http2.createServer().listen(port, '127.0.0.1');
        const client = http2.connect(`http://127.0.0.1:${port}`);
        const timer = setInterval(() => client.ping(() => undefined), 2000);
        return () => (clearInterval(timer), client.destroy(), server.close());
      },
    },
    'http2-too-fast': {
      port: 28083,
      says: 'the same every second; the server says GOAWAY with ENHANCE_YOUR_CALM after the third',
      heartbeats: [found('http2', 'originator', 1)],
      findings: ['heartbeat-too-fast'],
      seconds: 10,
      async start(port) {
        const server = http2.createServer().listen(port, '127.0.0.1');
        server.on('session', (session) => {
          let count = 0;
          session.on('ping', () => ++count === 3 && session.goaway(11, 0, Buffer.from('too_many_pings')));
          session.on('error', () => undefined);
        });
        const client = http2.connect(`http://127.0.0.1:${port}`);
        client.on('error', () => undefined);
        const timer = setInterval(() => !client.destroyed && client.ping(() => undefined), 1050);
        return () => (clearInterval(timer), client.destroy(), server.close());
      },
    },
    websocket: {
      port: 28084,
      says: 'a server of ws that sends ping every 2 s, and its client',
      heartbeats: [found('websocket', 'responder', 2)],
      async start(port) {
        const { WebSocketServer, WebSocket } = load('ws');
        const server = new WebSocketServer({ port, host: '127.0.0.1' });
        const timer = setInterval(() => pingAll(server), 2000);
        const client = new WebSocket(`ws://127.0.0.1:${port}`);
        return () => (clearInterval(timer), client.terminate(), server.close());
      },
    },
    'engine.io': {
      port: 28085,
      says: 'a server of socket.io with a pingInterval of 2 s, and its client over WebSocket',
      heartbeats: [found('engine.io', 'responder', 2)],
      async start(port) {
        const web = http.createServer().listen(port, '127.0.0.1');
        const server = new (load('socket.io').Server)(web, { pingInterval: 2000, pingTimeout: 2000 });
        const client = load('socket.io-client').io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
        return () => (client.close(), server.close());
      },
    },
    sse: {
      port: 28086,
      says: 'an http server of Node.js that writes a comment of server-sent events every 2 s',
      heartbeats: [found('sse', 'responder', 2, { answered: null })],
      async start(port) {
        const server = http.createServer((_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: hello\n\n');
          setInterval(() => response.write(':\n\n'), 2000).unref();
        });
        server.listen(port, '127.0.0.1');
        const request = http.get(`http://127.0.0.1:${port}/`, (response) => response.resume());
        request.on('error', () => undefined);
        return () => (request.destroy(), server.closeAllConnections(), server.close());
      },
    },
    ssh: {
      port: 22022,
      says: 'sshd, and ssh with ServerAliveInterval 2 s',
      seconds: 20,
      heartbeats: [found('ssh', 'originator', 2)],
      async start(port) {
        const hostKey = join(folder, 'host');
        const userKey = join(folder, 'user');
        for (const key of [hostKey, userKey])
          execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
        const options = {
          AuthorizedKeysFile: `${userKey}.pub`,
          StrictModes: 'no',
          UsePAM: 'no',
          PermitRootLogin: 'yes',
        };
        const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
        execFileSync('mkdir', ['-p', '/run/sshd']);
        const server = started(
          '/usr/sbin/sshd',
          '-D',
          '-f',
          '/dev/null',
          '-p',
          String(port),
          '-h',
          hostKey,
          ...settings,
        );
        await sleep(1);
        const known = [
          '-o',
          'StrictHostKeyChecking=no',
          '-o',
          'UserKnownHostsFile=/dev/null',
          '-F',
          '/dev/null',
        ];
        const client = started(
          'ssh',
          '-i',
          userKey,
          '-p',
          String(port),
          ...known,
          '-N',
          '-o',
          'ServerAliveInterval=2',
          'root@127.0.0.1',
        );
        return () => (client.kill(), server.kill());
      },
    },
    'wss-tls': {
      port: 28443,
      says: 'the server of ws again, within TLS of Node.js: what it says cannot be read',
      heartbeats: [found('tls', 'responder', 2)],
      async start(port) {
        const { keyFile, certFile } = certificate();
        const { readFileSync } = await import('node:fs');
        const https = await import('node:https');
        const { WebSocketServer, WebSocket } = load('ws');
        const web = https
          .createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) })
          .listen(port, '127.0.0.1');
        const server = new WebSocketServer({ server: web });
        const timer = setInterval(() => pingAll(server), 2000);
        const client = new WebSocket(`wss://127.0.0.1:${port}`, { rejectUnauthorized: false });
        return () => (clearInterval(timer), client.terminate(), web.close());
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
        writeFileSync(join(folder, 'rabbitmq.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\n`);
        const env = {
          ...process.env,
          HOME: folder,
          RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
          RABBITMQ_NODENAME: 'fixture@localhost',
          RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
          RABBITMQ_LOG_BASE: folder,
          RABBITMQ_DIST_PORT: '25673',
          RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
        };
        const server = spawn('/usr/lib/rabbitmq/bin/rabbitmq-server', [], {
          stdio: 'ignore',
          cwd: folder,
          env,
          detached: true,
        });
        const connect = () => load('amqplib').connect({ port, heartbeat: 4 });
        let trial = null;
        for (let attempt = 0; attempt < 90 && trial === null; attempt++) {
          await sleep(1);
          trial = await connect().catch(() => null);
        }
        await trial?.close();
        return async () => {
          const client = await connect();
          client.on('error', () => undefined);
          return async () => (await client.close().catch(() => undefined), process.kill(-server.pid));
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
      async start(port) {
        const server = http.createServer((_request, response) => response.end('hello'));
        server.keepAliveTimeout = 3000;
        server.listen(port, '127.0.0.1');
        await sleep(0.2);
        // By hand: the agent of Node.js itself would close a second before it is told to.
        const socket = net.connect(port, '127.0.0.1');
        socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
        socket.on('data', () => undefined);
        return () => (socket.destroy(), server.close());
      },
    },
    'decoy-https-poll': {
      port: 28444,
      says: 'an https server of Node.js that is polled every 2 s on one connection: no heartbeat',
      heartbeats: [],
      async start(port) {
        const { readFileSync } = await import('node:fs');
        const { keyFile, certFile } = certificate();
        const https = await import('node:https');
        const web = https.createServer(
          { key: readFileSync(keyFile), cert: readFileSync(certFile) },
          (_request, response) =>
            response.end(
              JSON.stringify({ uptime: Math.round(process.uptime()), load: Math.random(), jobs: [1, 2, 3] }),
            ),
        );
        web.keepAliveTimeout = 20_000;
        web.listen(port, '127.0.0.1');
        const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
        const poll = () => https.get({ port, agent, path: '/status' }, (response) => response.resume());
        const timer = setInterval(poll, 2000);
        return () => (clearInterval(timer), agent.destroy(), web.close());
      },
    },
    'decoy-tls-push': {
      port: 28445,
      says: 'numbers that a client pushes through TLS every 2 s, which nobody answers: no heartbeat',
      heartbeats: [],
      async start(port) {
        const { readFileSync } = await import('node:fs');
        const { keyFile, certFile } = certificate();
        const server = tls.createServer(
          { key: readFileSync(keyFile), cert: readFileSync(certFile) },
          (socket) => socket.resume(),
        );
        server.listen(port, '127.0.0.1');
        const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
        socket.on('error', () => undefined);
        const timer = setInterval(
          () => socket.write(`load 0.${Math.floor(Math.random() * 90) + 10} ${Date.now()}\n`),
          2000,
        );
        return () => (clearInterval(timer), socket.destroy(), server.close());
      },
    },
  };
}
