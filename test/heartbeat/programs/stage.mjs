/** What the programs of this folder are started with: a scratch folder, processes, a certificate, and the truth's words. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const HOST = '127.0.0.1';
/** Two more addresses of the loopback (make.mjs), for programs that want none of 127/8. */
export const NEAR = '10.9.0.1';
export const FAR = '10.9.0.2';

/** Every user may look into it: some servers don't run as root. */
export const folder = mkdtempSync(join(tmpdir(), 'heartbeats-'));
chmodSync(folder, 0o755);

export function sleep(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** A heartbeat as the program was set to send it, for the fixture's truth. */
export function found(protocol, from, periodSeconds, more = {}) {
  return { protocol, from, periodSeconds, ...more };
}

/** A process that is ended with end(). */
export function started(command, ...options) {
  return startedWith({}, command, ...options);
}

/** `settings` are those of spawn(); the process leads a group, so that what it starts ends with it. */
export function startedWith(settings, command, ...options) {
  const child = spawn(command, options, { stdio: 'ignore', cwd: folder, detached: true, ...settings });
  child.on('error', (error) => process.stderr.write(`${command}: ${error.message}\n`));
  return child;
}

/** Ends a process and what it has started. */
export function end(child, signal = 'SIGTERM') {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** A file of the scratch folder. */
export function written(name, text, mode = 0o644) {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** A folder of the scratch folder that every user may write to. */
export function roomFor(name) {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
  return path;
}

/** Waits until somebody listens on the port, without a connection of its own; throws after the time. */
export async function listening(port, seconds = 60) {
  await reached(port, '0A', seconds);
}

/** Waits until somebody is connected to the port. */
export async function accepted(port, seconds = 60) {
  await reached(port, '01', seconds);
}

async function reached(port, state, seconds) {
  for (let passed = 0; passed < seconds; passed++) {
    await sleep(1);
    if (isIn(state, port)) return;
  }
  throw new Error(`port ${port} is not in state ${state}`);
}

/** As the kernel lists its sockets (proc_net_tcp): state 0A is LISTEN, 01 ESTABLISHED. */
function isIn(wantedState, port) {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6'].some((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .some(([, local, , state]) => local?.endsWith(wanted) && state === wantedState),
  );
}

/** A socket of a scripted client, which reads whatever comes. */
export function connected(port, onData = () => undefined) {
  const socket = net.connect(port, HOST);
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', onData);
  return socket;
}

/** A key and a certificate of this name, and the files that hold them. */
export function certificate(name = 'localhost') {
  const keyFile = join(folder, `${name}-key.pem`);
  const certFile = join(folder, `${name}-cert.pem`);
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files, '-subj', `/CN=${name}`, '-days', '30'], {
    stdio: 'ignore',
  });
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), keyFile, certFile };
}
