/** Snippets for programs: a socket's own values, which need no rights and go before those of the system. */
import { milliseconds, type Snippet, snippet } from './snippet.ts';

/** What libuv sets beside the idle time (uv_tcp_keepalive, src/unix/tcp.c, since 1.35). */
const LIBUV = { interval: 1, count: 10 };

export const LANGUAGES: readonly Snippet[] = [
  snippet('c', 'C and C++, setsockopt', {
    aliases: ['c++', 'cpp', 'setsockopt'],
    source: 'tcp(7), socket(7); Apple netinet/tcp.h',
    text: ({ idle, interval, count }) => `#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#ifdef __APPLE__
#define TCP_KEEPIDLE TCP_KEEPALIVE
#endif

/* For each connected socket. 0, or -1 with errno. Each value has a constant of its own. */
static int enable_keepalive(int fd)
{
    int on = 1, idle = ${idle}, interval = ${interval}, count = ${count}; /* seconds, seconds, probes */

    if (setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle) != 0) return -1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval) != 0) return -1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count) != 0) return -1;
    return setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}`,
  }),
  snippet('python', 'Python, socket', {
    aliases: ['py'],
    source: 'docs.python.org/3/library/socket.html (3.14; TCP_KEEPALIVE since 3.10)',
    text: ({ idle, interval, count }) => `import socket


def enable_keepalive(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # macOS calls the idle time TCP_KEEPALIVE.
    keepidle = getattr(socket, "TCP_KEEPIDLE", None) or socket.TCP_KEEPALIVE
    sock.setsockopt(socket.IPPROTO_TCP, keepidle, ${idle})
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, ${interval})
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, ${count})`,
  }),
  snippet('node', 'Node.js, net and http', {
    aliases: ['nodejs', 'javascript', 'js'],
    source: 'nodejs.org/api/net.html (v26.4.0: interval and count; nodejs/node#63825), libuv/libuv#2669',
    inForce: ({ idle }) => ({ idle, ...LIBUV }),
    text: ({
      idle,
      interval,
      count,
    }) => `// Milliseconds. Before Node.js 26.4 the interval is 1 s and the count 10, whatever is given.
socket.setKeepAlive(true, ${milliseconds(idle)}, ${milliseconds(interval)}, ${count});
// Accepted connections, interval 1 s and count 10:
const server = net.createServer({ keepAlive: true, keepAliveInitialDelay: ${milliseconds(idle)} });
// Pooled connections of http and https, which otherwise are probed every second:
const agent = new http.Agent({ keepAlive: true, keepAliveMsecs: ${milliseconds(idle)} });`,
  }),
  snippet('go', 'Go, net', {
    aliases: ['golang'],
    source: 'pkg.go.dev/net#KeepAliveConfig (Go 1.23; golang/go#62254)',
    text: ({
      idle,
      interval,
      count,
    }) => `// Go 1.23 and later. Without it Go sets 15 s, 15 s and 9 on every connection.
config := net.KeepAliveConfig{
	Enable:   true,
	Idle:     ${idle} * time.Second,
	Interval: ${interval} * time.Second,
	Count:    ${count},
}
dialer := net.Dialer{KeepAliveConfig: config}       // dialer.DialContext(ctx, "tcp", address)
listener := net.ListenConfig{KeepAliveConfig: config} // listener.Listen(ctx, "tcp", address)`,
  }),
  snippet('java', 'Java, sockets and channels (JDK 11)', {
    aliases: ['jdk'],
    source: 'docs.oracle.com, jdk.net.ExtendedSocketOptions (since 11)',
    text: ({
      idle,
      interval,
      count,
    }) => `// JDK 11 and later, module jdk.net; for Socket as for SocketChannel.
static void enableKeepalive(java.net.Socket socket) throws java.io.IOException {
    socket.setOption(java.net.StandardSocketOptions.SO_KEEPALIVE, true);
    socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE, ${idle});
    socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL, ${interval});
    socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT, ${count});
}`,
  }),
  snippet('netty', 'Netty, NIO and epoll', {
    source: 'netty.io/4.2/api: ChannelOption, NioChannelOption, EpollChannelOption',
    text: ({ idle, interval, count }) => `// Of a ServerBootstrap: childOption. With NIO (JDK 11 and later):
bootstrap.option(ChannelOption.SO_KEEPALIVE, true)
    .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), ${idle})
    .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), ${interval})
    .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), ${count});
// With the native transport for Linux:
bootstrap.option(ChannelOption.SO_KEEPALIVE, true)
    .option(EpollChannelOption.TCP_KEEPIDLE, ${idle})
    .option(EpollChannelOption.TCP_KEEPINTVL, ${interval})
    .option(EpollChannelOption.TCP_KEEPCNT, ${count});`,
  }),
  snippet('rust', 'Rust, socket2', {
    source: 'docs.rs/socket2 (0.6, feature "all"): TcpKeepalive, SockRef',
    text: ({ idle, interval, count }) => `// socket2 = { version = "0.6", features = ["all"] }
use socket2::{SockRef, TcpKeepalive};
use std::time::Duration;

/// For std::net::TcpStream, and for tokio's.
fn enable_keepalive<'s, S>(stream: &'s S) -> std::io::Result<()>
where
    SockRef<'s>: From<&'s S>,
{
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(${idle}))
        .with_interval(Duration::from_secs(${interval}))
        .with_retries(${count});
    SockRef::from(stream).set_tcp_keepalive(&keepalive) // this sets SO_KEEPALIVE too
}`,
  }),
];
