/** Snippets for operating systems: values of all sockets that have keepalive on and none of their own. */
import { milliseconds, type Snippet, snippet } from './snippet.ts';

export const KERNELS: readonly Snippet[] = [
  snippet('sysctl', 'Linux, sysctl', {
    aliases: ['linux'],
    source: 'Linux Documentation/networking/ip-sysctl.rst, sysctl.d(5)',
    text: ({
      idle,
      interval,
      count,
    }) => `# This alone enables nothing: a socket is probed where its program sets SO_KEEPALIVE,
# with these values unless it sets its own. IPv6 too; a container has its own.
# Until the next start:
sysctl -w net.ipv4.tcp_keepalive_time=${idle}
sysctl -w net.ipv4.tcp_keepalive_intvl=${interval}
sysctl -w net.ipv4.tcp_keepalive_probes=${count}
# For good, in /etc/sysctl.d/60-keepalive.conf, read by: sysctl --system
#net.ipv4.tcp_keepalive_time = ${idle}
#net.ipv4.tcp_keepalive_intvl = ${interval}
#net.ipv4.tcp_keepalive_probes = ${count}`,
  }),
  snippet('kubernetes', 'Kubernetes, sysctls of a pod', {
    aliases: ['k8s'],
    source: 'kubernetes.io/docs/reference/node/kernel-version-requirements (Kubernetes 1.35)',
    text: ({
      idle,
      interval,
      count,
    }) => `# Safe sysctls since Kubernetes 1.29 (kernel 4.5); before, the kubelet must allow them.
# Not with hostNetwork. They enable nothing: the program in the pod sets SO_KEEPALIVE.
apiVersion: v1
kind: Pod
metadata:
  name: example
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.tcp_keepalive_time
        value: "${idle}"
      - name: net.ipv4.tcp_keepalive_intvl
        value: "${interval}"
      - name: net.ipv4.tcp_keepalive_probes
        value: "${count}"
  containers:
    - name: example
      image: example`,
  }),
  snippet('windows', 'Windows, registry', {
    aliases: ['win', 'registry'],
    source: 'learn.microsoft.com, KeepAliveTime (cc957549) and KeepAliveInterval (cc957548)',
    // The count is 10 and has no value in the registry.
    inForce: (settings) => ({ ...settings, count: 10 }),
    text: ({
      idle,
      interval,
    }) => `:: Milliseconds; after a restart. The count is 10: only a socket can set it (TCP_KEEPCNT,
:: Windows 10 1703; TCP_KEEPIDLE and TCP_KEEPINTVL, 1709). It enables nothing.
set KEY=HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters
reg add %KEY% /v KeepAliveTime /t REG_DWORD /d ${milliseconds(idle)} /f
reg add %KEY% /v KeepAliveInterval /t REG_DWORD /d ${milliseconds(interval)} /f`,
  }),
  snippet('macos', 'macOS, sysctl', {
    aliases: ['darwin', 'mac'],
    source: 'xnu bsd/netinet/tcp_timer.c (net.inet.tcp.keepidle: milliseconds)',
    text: ({
      idle,
      interval,
      count,
    }) => `# Milliseconds; until the next start. It enables nothing: the program sets SO_KEEPALIVE.
sudo sysctl -w net.inet.tcp.keepidle=${milliseconds(idle)}
sudo sysctl -w net.inet.tcp.keepintvl=${milliseconds(interval)}
sudo sysctl -w net.inet.tcp.keepcnt=${count}`,
  }),
];
