/** A RabbitMQ of its own, which knows nothing of others on the machine. */
import { folder, listening, roomFor, startedWith, written } from './stage.mjs';

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Ports: of AMQP 0-9-1, of the nodes among themselves, and of STOMP; null: none. Resolves when it listens. */
export async function rabbitmq({ name, port, distribution, stomp = null }) {
  const listeners = [`listeners.tcp.1 = 127.0.0.1:${port}`];
  if (stomp !== null) listeners.push(`stomp.listeners.tcp.1 = 127.0.0.1:${stomp}`);
  const env = {
    ...process.env,
    HOME: folder,
    RABBITMQ_CONFIG_FILE: written(`rabbitmq-${name}.conf`, `${listeners.join('\n')}\n`),
    RABBITMQ_NODENAME: `${name}@localhost`,
    RABBITMQ_MNESIA_BASE: roomFor(`mnesia-${name}`),
    RABBITMQ_LOG_BASE: roomFor(`log-${name}`),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_ENABLED_PLUGINS_FILE: written(
      `plugins-${name}`,
      stomp === null ? '[].\n' : '[rabbitmq_stomp].\n',
    ),
  };
  const server = startedWith({ env }, SERVER);
  await listening(stomp ?? port, 120);
  return server;
}
