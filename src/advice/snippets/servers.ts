/** Snippets for servers and proxies, as their configuration has it. */
import { type KeepaliveSettings, nominalDetection } from '../timing.ts';
import { type Snippet, snippet } from './snippet.ts';

export const SERVERS: readonly Snippet[] = [
  snippet('nginx', 'nginx', {
    source: 'nginx.org, ngx_http_core_module (listen), ngx_http_proxy_module (1.15.6)',
    text: ({ idle, interval, count }) => `server {
    # Of connections from clients; only listen takes values: idle:interval:count.
    listen 8080 so_keepalive=${idle}s:${interval}s:${count};

    location / {
        proxy_pass http://127.0.0.1:8081;
        # Of connections to upstreams: on, with the values of the system (see sysctl).
        proxy_socket_keepalive on;
    }
}`,
  }),
  snippet('haproxy', 'HAProxy', {
    source: 'docs.haproxy.org/2.6/configuration.html (clitcpka-*, srvtcpka-*: since 2.2)',
    text: ({ idle, interval, count }) => `defaults
    mode tcp
    # HAProxy closes by itself what these find idle; probes do not count for them.
    timeout connect 5s
    timeout client 1h
    timeout server 1h
    # Of connections from clients, values since HAProxy 2.2:
    option clitcpka
    clitcpka-idle ${idle}s
    clitcpka-intvl ${interval}s
    clitcpka-cnt ${count}
    # Of connections to servers:
    option srvtcpka
    srvtcpka-idle ${idle}s
    srvtcpka-intvl ${interval}s
    srvtcpka-cnt ${count}`,
  }),
  snippet('envoy', 'Envoy', {
    source: 'envoyproxy.io v1.36, config.core.v3.TcpKeepalive, config.listener.v3.Listener',
    text: ({ idle, interval, count }) => `static_resources:
  clusters:
    - name: upstream
      # Of connections to the upstream; keepalive never crosses a proxy.
      upstream_connection_options:
        tcp_keepalive:
          keepalive_time: ${idle}
          keepalive_interval: ${interval}
          keepalive_probes: ${count}
  listeners:
    - name: listener
      # Of connections from clients, on Linux: SO_KEEPALIVE, TCP_KEEPIDLE, _KEEPINTVL, _KEEPCNT.
      socket_options:
        - { level: 1, name: 9, int_value: 1, state: STATE_PREBIND }
        - { level: 6, name: 4, int_value: ${idle}, state: STATE_PREBIND }
        - { level: 6, name: 5, int_value: ${interval}, state: STATE_PREBIND }
        - { level: 6, name: 6, int_value: ${count}, state: STATE_PREBIND }`,
  }),
  snippet('postgresql', 'PostgreSQL, server and libpq', {
    aliases: ['postgres', 'pg', 'libpq'],
    source: 'postgresql.org/docs/18: runtime-config-connection, libpq-connect',
    text: ({
      idle,
      interval,
      count,
    }) => `# postgresql.conf; SELECT pg_reload_conf() is enough. Keepalive is always on.
tcp_keepalives_idle = ${idle}
tcp_keepalives_interval = ${interval}
tcp_keepalives_count = ${count}
# The client's side, in a connection string of libpq:
#postgresql://host/db?keepalives=1&keepalives_idle=${idle}&keepalives_interval=${interval}&keepalives_count=${count}`,
  }),
  snippet('redis', 'Redis and Valkey', {
    aliases: ['valkey'],
    source: 'redis.conf, src/anet.c anetKeepAlive (7.0: interval a third, count 3)',
    inForce: ({ idle }) => ({ idle, interval: Math.max(1, Math.floor(idle / 3)), count: 3 }),
    text: ({
      idle,
    }) => `# Seconds. The interval is a third of it, and the count 3: there is no setting for them.
tcp-keepalive ${idle}`,
  }),
  snippet('openssh', 'OpenSSH', {
    aliases: ['ssh', 'sshd'],
    source: 'ssh_config(5), sshd_config(5), OpenSSH 9.2 clientloop.c',
    isHeartbeat: true,
    text: (
      settings,
    ) => `# A heartbeat of SSH itself, in ~/.ssh/config: the client gives up after ${settings.count + 1} periods
# in vain. In sshd_config: ClientAliveInterval, ClientAliveCountMax.
# (TCPKeepAlive yes only enables TCP keepalive, with the values of the system.)
Host *
    ServerAliveInterval ${heartbeatPeriod(settings)}
    ServerAliveCountMax ${settings.count}`,
  }),
  snippet('systemd', 'systemd, socket unit', {
    source: 'systemd.socket(5), systemd 252 (since 216)',
    text: ({
      idle,
      interval,
      count,
    }) => `# In the .socket unit; accepted connections have it from the listening one.
[Socket]
KeepAlive=yes
KeepAliveTimeSec=${idle}
KeepAliveIntervalSec=${interval}
KeepAliveProbes=${count}`,
  }),
];

/** So that a dead peer is noticed as soon as with the settings: after a period more than the count. */
function heartbeatPeriod(settings: KeepaliveSettings): number {
  return Math.max(1, Math.floor(nominalDetection(settings) / (settings.count + 1)));
}
