/** Databases and what keeps their copies: Redis, MySQL, PostgreSQL, ZooKeeper. */
import { mysql, postgresql } from './sql-servers.mjs';
import { end, found, HOST, listening, roomFor, started, written } from './stage.mjs';

async function redis(port, ...options) {
  const server = started('redis-server', '--port', String(port), '--save', '', '--bind', HOST, ...options);
  await listening(port);
  return server;
}

export function databases(load) {
  const Redis = load('ioredis');
  return {
    redis: {
      port: 26379,
      says: 'redis-server, and ioredis that sends PING every 2 s',
      heartbeats: [found('redis', 'originator', 2)],
      async prepare(port) {
        const server = await redis(port);
        return () => {
          const client = new Redis({ port, enableReadyCheck: false });
          const timer = setInterval(() => client.ping(), 2000);
          return () => {
            clearInterval(timer);
            client.disconnect();
            end(server);
          };
        };
      },
    },
    'redis-hangs': {
      port: 26380,
      says: 'the same every second; redis-server is stopped (SIGSTOP) after 6 s, and its kernel acknowledges',
      heartbeats: [found('redis', 'originator', 1)],
      findings: ['heartbeat-unanswered'],
      async prepare(port) {
        const server = await redis(port);
        return () => {
          const client = new Redis({ port, enableReadyCheck: false });
          const timer = setInterval(() => client.ping().catch(() => undefined), 1000);
          setTimeout(() => server.kill('SIGSTOP'), 6000);
          return () => {
            clearInterval(timer);
            client.disconnect();
            end(server, 'SIGKILL');
          };
        };
      },
    },
    'redis-replication': {
      port: 26381,
      says: 'redis-server with repl-ping-replica-period 2 s, and a replica, which says every second how far it is',
      heartbeats: [
        found('redis-replication', 'originator', 1, { answered: null }),
        found('redis-replication', 'responder', 2, { answered: null }),
      ],
      async prepare(port) {
        const server = await redis(
          port,
          '--repl-ping-replica-period',
          '2',
          '--repl-diskless-sync-delay',
          '0',
        );
        return () => {
          const replica = started(
            'redis-server',
            '--port',
            '26382',
            '--save',
            '',
            '--replicaof',
            HOST,
            String(port),
          );
          return () => {
            end(replica);
            end(server);
          };
        };
      },
    },
    mysql: {
      port: 23306,
      says: 'mariadbd, and a connection of mysql2 that sends COM_PING every 2 s',
      heartbeats: [found('mysql', 'originator', 2)],
      async prepare(port) {
        const server = await mysql('mysql', port);
        return () => {
          const client = load('mysql2').createConnection({ host: HOST, port, user: 'guest' });
          client.on('error', () => undefined);
          const timer = setInterval(() => client.ping(), 2000);
          return () => {
            clearInterval(timer);
            client.destroy();
            end(server);
          };
        };
      },
    },
    'postgresql-replication': {
      port: 25432,
      says: 'PostgreSQL with wal_sender_timeout 4 s, and pg_receivewal: the server asks in half of it, the client replies',
      heartbeats: [
        found('postgresql-replication', 'responder', 2, { answered: null }),
        found('postgresql-replication', 'originator', 2, { answered: null }),
      ],
      seconds: 20,
      async prepare(port) {
        const server = await postgresql('primary', port, ['wal_sender_timeout=4s']);
        return () => receiveWal(port, server, 60);
      },
    },
    'postgresql-status': {
      port: 25433,
      says: 'PostgreSQL, and pg_receivewal with --status-interval 2 s, which the server does not answer',
      heartbeats: [found('postgresql-replication', 'originator', 2, { answered: null })],
      async prepare(port) {
        const server = await postgresql('quiet', port, []);
        return () => receiveWal(port, server, 2);
      },
    },
    zookeeper: {
      port: 22181,
      says: 'ZooKeeper, and node-zookeeper-client with a session of 6 s, which pings in a third of it',
      heartbeats: [found('zookeeper', 'originator', 2)],
      async prepare(port) {
        const server = await zookeeper(port);
        return () => {
          const client = load('node-zookeeper-client').createClient(`${HOST}:${port}`, {
            sessionTimeout: 6000,
          });
          client.connect();
          return () => {
            client.close();
            end(server);
          };
        };
      },
    },
  };
}

/** Sessions of 4 s and more. */
export async function zookeeper(port) {
  const data = roomFor(`zookeeper-${port}`);
  const settings = `tickTime=2000\ndataDir=${data}\nclientPort=${port}\nadmin.enableServer=false\n`;
  const classes = '/etc/zookeeper/conf:/usr/share/java/*';
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
  const server = started('java', '-cp', classes, main, written(`zookeeper-${port}.cfg`, settings));
  await listening(port);
  return server;
}

function receiveWal(port, server, statusSeconds) {
  const options = ['-h', HOST, '-p', String(port), '-U', 'postgres', '-D', roomFor(`wal-${port}`)];
  const client = started(
    'pg_receivewal',
    ...options,
    '--status-interval',
    String(statusSeconds),
    '--no-loop',
  );
  return () => {
    end(client);
    end(server);
  };
}
