/** Servers of SQL with a scratch data directory, which let everybody in and speak cleartext. */
import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';

import { HOST, listening, roomFor, startedWith, written } from './stage.mjs';

const POSTGRES = '/usr/lib/postgresql/15/bin';

/** A MariaDB with user `guest` and a table of numbers. */
export async function mysql(name, port) {
  const data = roomFor(`mariadb-${name}`);
  const { uid, gid } = idsOf('mysql');
  chownSync(data, uid, gid);
  execFileSync(
    'mariadb-install-db',
    ['--user=mysql', `--datadir=${data}`, '--auth-root-authentication-method=normal'],
    {
      stdio: 'ignore',
    },
  );
  const setup = written(
    `${name}.sql`,
    [
      "CREATE USER guest@'%';",
      "GRANT ALL ON *.* TO guest@'%';",
      'CREATE DATABASE shop;',
      'CREATE TABLE shop.jobs (id INT, state VARCHAR(20));',
      "INSERT INTO shop.jobs VALUES (1, 'waiting'), (2, 'running'), (3, 'done');",
    ].join('\n'),
  );
  const server = startedWith(
    { uid, gid },
    'mariadbd',
    '--no-defaults',
    `--datadir=${data}`,
    `--bind-address=${HOST}`,
    `--port=${port}`,
    `--socket=${join(data, 'sock')}`,
    '--skip-name-resolve',
    `--init-file=${setup}`,
  );
  await listening(port);
  return server;
}

/** A PostgreSQL that copies may be taken of; `settings` are `name=value`. */
export async function postgresql(name, port, settings) {
  const data = roomFor(`postgresql-${name}`);
  const { uid, gid } = idsOf('postgres');
  chownSync(data, uid, gid);
  const options = ['-D', join(data, 'data'), '-A', 'trust', '-U', 'postgres', '--no-sync'];
  execFileSync(join(POSTGRES, 'initdb'), options, { uid, gid, cwd: data, stdio: 'ignore' });
  const all = [`port=${port}`, `listen_addresses=${HOST}`, `unix_socket_directories=${data}`, ...settings];
  const server = startedWith(
    { uid, gid, cwd: data },
    join(POSTGRES, 'postgres'),
    '-D',
    join(data, 'data'),
    ...all.flatMap((setting) => ['-c', setting]),
  );
  await listening(port);
  // What is sent to a copy begins with the segment of the log: an empty one.
  query(port, 'SELECT pg_switch_wal()');
  return server;
}

function query(port, text) {
  execFileSync('psql', ['-h', HOST, '-p', String(port), '-U', 'postgres', '-c', text], { stdio: 'ignore' });
}

function idsOf(user) {
  const id = (option) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
