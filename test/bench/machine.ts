/** On what the figures were taken. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, machine, release, totalmem, type } from 'node:os';

const require = createRequire(import.meta.url);

/** What, and which one: [label, text]. */
export function describeMachine(): [string, string][] {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'unknown';
  return [
    ['processor', `${model}, ${cores.length} ${cores.length === 1 ? 'core' : 'cores'}`],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ['kernel', `${type()} ${release()} ${machine()}`],
    ['Node', process.version],
    [
      'keepscope',
      `${require('../../package.json').version}, commit ${firstLine('git', ['describe', '--always', '--dirty'])}`,
    ],
    ['tcpdump', firstLine('tcpdump', ['--version'])],
    ['tshark', firstLine('tshark', ['--version'])],
    ['tcptrace', firstLine('tcptrace', ['-v'])],
    ['pcap-parser', require('pcap-parser/package.json').version],
  ];
}

/** Of what the command says, on standard output if there is anything. */
function firstLine(program: string, parameters: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(program, parameters, { encoding: 'utf8' });
  if (error !== undefined) return 'not installed';
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '') ?? 'unknown';
}
