/**
 * Idle timeouts of what lies between two hosts. Data, not code: values change, so each has the source it was read in
 * and the date of reading. Defaults are what an operator gets without asking; many can be set.
 */

/**
 * What a product does to a connection whose timeout has passed: nothing that can be seen, a RST (at once or to the next
 * packet), either, or an orderly close: that one has TCP connections of its own, and probes do not count for it.
 */
export type Expiry = 'silent' | 'reset' | 'either' | 'close';

/** A timeout of a known product. */
export interface NamedTimeout {
  name: string;
  title: string;
  seconds: number;
}

/** `name` is what --middlebox takes. */
export interface Middlebox extends NamedTimeout {
  expiry: Expiry;
  source: string;
  /** When the source was read; `unconfirmed`: common knowledge, for which no source was read. */
  read: '2026-11' | 'unconfirmed';
}

const AWS_NLB = 'docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html';
const AWS_CONNTRACK =
  'docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ConnectionTrackingConfiguration.html';
const AZURE_FIREWALL = 'docs.azure.cn/en-us/firewall/long-running-sessions';
const CISCO = 'docs.defenseorchestrator.com/cdfmc/t_configure_global_timeouts_fptd.html';

/** The one whose timeout runs for half-closed connections only. */
export const HALF_CLOSED_ONLY = 'conntrack-close-wait';

/** By timeout. */
export const MIDDLEBOXES: readonly Middlebox[] = [
  box(HALF_CLOSED_ONLY, 'Linux conntrack, CLOSE_WAIT', 60, 'silent', 'kubernetes/kubernetes#32551'),
  box('aws-alb', 'AWS ALB or classic ELB', 60, 'close', 'districtbuilder#448, cloudfoundry/diego-ssh#24'),
  box('azure-lb', 'Azure load balancer or outbound SNAT', 240, 'either', 'confluentinc/librdkafka#3289'),
  box('azure-nat', 'Azure NAT gateway', 240, 'reset', 'cloudnetworking.pro'),
  box('azure-firewall', 'Azure Firewall, north-south', 240, 'either', AZURE_FIREWALL),
  box('f5-tcp', 'F5 BIG-IP TCP profile', 300, 'either', '', 'unconfirmed'),
  box('aws-nlb', 'AWS NLB listener', 350, 'either', AWS_NLB),
  box('aws-gwlb', 'AWS Gateway Load Balancer', 350, 'silent', 'AWS API reference, ListenerAttribute'),
  box(
    'aws-nat',
    'AWS NAT gateway or VPC endpoint',
    350,
    'reset',
    'encode/httpx#2975, aws/aws-sdk-js-v3#3624',
  ),
  box('aws-conntrack', 'AWS security group on Nitro v6', 350, 'silent', AWS_CONNTRACK),
  box('gcp-vpc', 'Google Cloud VPC', 600, 'silent', 'pgjdbc/pgjdbc#1508, grpc/grpc-go#536'),
  box('ipvs', 'Linux IPVS (kube-proxy, Docker Swarm)', 900, 'either', 'docker/docs#5519, moby/moby#37822'),
  box('gcp-nat', 'Google Cloud NAT', 1200, 'silent', 'oneuptime.com, Cloud NAT, 2026-02-17'),
  box('juniper-srx', 'Juniper SRX', 1800, 'either', '', 'unconfirmed'),
  box('cisco-asa', 'Cisco ASA or Firepower', 3600, 'silent', CISCO),
  box('palo-alto', 'Palo Alto firewall', 3600, 'either', '', 'unconfirmed'),
  box('fortigate', 'FortiGate firewall', 3600, 'either', '', 'unconfirmed'),
  box('check-point', 'Check Point firewall', 3600, 'either', '', 'unconfirmed'),
  box('openwrt', 'OpenWrt', 7440, 'silent', 'alanxz/rabbitmq-c#411'),
  box('kube-conntrack', 'Linux conntrack as kube-proxy sets it', 86_400, 'silent', 'alanxz/rabbitmq-c#411'),
  box('conntrack', 'Linux conntrack, established', 432_000, 'silent', 'alanxz/rabbitmq-c#411'),
];

function box(
  name: string,
  title: string,
  seconds: number,
  expiry: Expiry,
  source: string,
  read: Middlebox['read'] = '2026-11',
): Middlebox {
  return { name, title, seconds, expiry, source, read };
}
