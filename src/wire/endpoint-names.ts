/**
 * Names in the place of addresses. A text trace may say `tcp_client` or `*.*.*.14` where a frame has an address; rows keep
 * four words. So a name gets made-up words, which no packet can have as an address of TCP, and reports ask here what is
 * meant by them. A name that stands for several hosts (`*.*.*.14`) is one host here.
 */
import { type AddressWords, formatAddress, parseAddress } from './address.ts';

/** ffff::/16 is multicast of a reserved scope (RFC 4291 §2.7): never an end of a TCP connection. */
const MADE_UP = 0xffff_6e61 | 0;
/** Names kept; beyond them a line cannot be told apart from others. */
const MOST_NAMES = 1 << 20;

/** An endpoint as a text has it. */
export interface NamedEndpoint {
  host: string;
  /** Null where only the service's name is known. */
  port: number | null;
  service: string;
}

/** An endpoint as reports print it. */
export interface EndpointText {
  address: string;
  port: number;
  /** The name that the text has in the place of the port. */
  service?: string;
}

export class EndpointNames {
  private readonly words = new Map<string, AddressWords>();
  /** By the last word. */
  private readonly names: NamedEndpoint[] = [];
  /** Services of endpoints whose port is known: by words and port. */
  private readonly services = new Map<string, string>();

  /** The words of an endpoint; null where no more names can be kept. Its port is 0 where `port` is null. */
  wordsOf(endpoint: NamedEndpoint): AddressWords | null {
    const { host, port, service } = endpoint;
    const key = port === null ? `${host} ${service}` : host;
    const words = this.words.get(key) ?? this.newWords(key, endpoint);
    if (words !== null && port !== null && service !== '') this.noteService(words, port, service);
    return words;
  }

  /** What is printed for an address and a port of a row. */
  endpoint(words: AddressWords, port: number): EndpointText {
    const name = words[0] === MADE_UP ? this.names[words[3]] : undefined;
    if (name === undefined && this.services.size === 0) return { address: formatAddress(...words), port };
    const service = name?.port === null ? name.service : this.services.get(placeOf(words, port));
    const address = name?.host ?? formatAddress(...words);
    return service === undefined ? { address, port } : { address, port, service };
  }

  private newWords(key: string, { host, port, service }: NamedEndpoint): AddressWords | null {
    // A zone (`fe80::1%eth0`) names the capturing host's interface.
    let words = port === null ? null : parseAddress(host.replace(/%.*$/, ''));
    if (this.words.size >= MOST_NAMES) return words;
    if (words === null) {
      words = [MADE_UP, 0, 0, this.names.length];
      this.names.push({ host, port: port === null ? null : 0, service });
    }
    this.words.set(key, words);
    return words;
  }

  private noteService(words: AddressWords, port: number, service: string): void {
    if (this.services.size < MOST_NAMES) this.services.set(placeOf(words, port), service);
  }
}

function placeOf(words: AddressWords, port: number): string {
  return `${words.join(' ')} ${port}`;
}
