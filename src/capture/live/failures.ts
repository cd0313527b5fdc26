/** What keeps a live capture from beginning, as errors that say what to do about it. */
import { KeepscopeError } from '../../errors.ts';
import type { CaptureWish } from './engine.ts';
import type { EngineChoice } from './engines.ts';
import type { EngineEnd, EngineName } from './notice.ts';

/** How each engine is installed, by platform; Linux where a platform is not named. */
const INSTALLATION: Readonly<Record<EngineName, Readonly<Record<string, string>>>> = {
  cap: {
    linux:
      'apt-get install libpcap-dev g++ make python3 (dnf: libpcap-devel gcc-c++ make python3), then npm install cap',
    darwin: 'xcode-select --install, then npm install cap',
    win32: 'Npcap in WinPcap mode (https://npcap.com), then npm install cap',
  },
  dumpcap: {
    linux: 'apt-get install wireshark-common (dnf: wireshark-cli)',
    darwin: 'brew install --cask wireshark',
    win32: 'winget install WiresharkFoundation.Wireshark',
  },
  tcpdump: {
    linux: 'apt-get install tcpdump (dnf: tcpdump)',
    darwin: 'it comes with macOS, /usr/sbin/tcpdump',
    win32: 'not to be had for Windows',
  },
};

/** The three usual ways to the right to capture, by platform. */
const RIGHTS: Readonly<Record<string, string>> = {
  linux:
    'Give dumpcap the right (sudo setcap cap_net_raw,cap_net_admin+eip "$(command -v dumpcap)"), or join the group wireshark (sudo dpkg-reconfigure wireshark-common; sudo usermod -aG wireshark "$USER"; log in again), or run keepscope as root.',
  darwin:
    'Install ChmodBPF, which comes with Wireshark, or join the group access_bpf and log in again, or run keepscope with sudo.',
  win32: 'Install Npcap without "restrict to administrators", or run keepscope as administrator.',
};

/** Nothing that captures is installed, or not the one that was chosen. */
export function noEngine(choice: EngineChoice): KeepscopeError {
  if (choice !== 'auto') {
    const why = choice === 'cap' ? 'is not installed, or does not load' : 'is not installed';
    return unavailable(`the engine ${choice} ${why}`, `Install it: ${installationOf(choice)}.`);
  }
  return unavailable(
    'no engine is installed that could capture',
    `Install one: dumpcap: ${installationOf('dumpcap')}; tcpdump: ${installationOf('tcpdump')}; cap: ${installationOf('cap')}.`,
  );
}

/** The right to capture is missing; `detail` is what the system says. */
export function notAllowed(engine: string, detail: string): KeepscopeError {
  const remedy = RIGHTS[process.platform] ?? RIGHTS['linux'] ?? '';
  return unavailable(`${engine} has no permission to capture (${detail})`, remedy);
}

/** An engine that ended before it captured anything. */
export function startFailure(engine: EngineName, end: EngineEnd, wish: CaptureWish): KeepscopeError {
  if (end.complaint === 'no-permission') return notAllowed(engine, end.line);
  if (end.complaint === 'interface-gone') return noSuchInterface(wish.interface);
  if (end.complaint === 'bad-filter' && wish.isFilterGiven) {
    return new KeepscopeError(
      'usage',
      `the filter "${wish.filter}" is not understood: ${end.line}`,
      'Write it as for tcpdump (man pcap-filter).',
    );
  }
  return new KeepscopeError(
    'live-failed',
    `${engine} ended before it captured anything: ${end.line || `status ${end.status ?? end.signal}`}`,
    'Try another one with --engine.',
  );
}

/** There is no interface of that name. */
export function noSuchInterface(name: string): KeepscopeError {
  return new KeepscopeError('usage', `there is no interface ${name}`, 'See the list: keepscope live --list');
}

function installationOf(engine: EngineName): string {
  const lines = INSTALLATION[engine];
  return lines[process.platform] ?? lines['linux'] ?? '';
}

function unavailable(what: string, remedy: string): KeepscopeError {
  return new KeepscopeError('live-unavailable', what, remedy);
}
