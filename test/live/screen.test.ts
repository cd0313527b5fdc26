/** The screen of `keepscope live` on a real terminal: what it shows, what keys do, and what is left of it afterwards. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { inField, skips } from '../capture/live/field.ts';
import { findTool, oracle } from '../support/oracle.ts';
import { connect, cut, PROGRAM, serve } from './watching.ts';

const DEADLINE = 60_000;
const COLUMNS = 100;
const LINES = 24;

/** A terminal with a shell in a network namespace. */
class Shell {
  readonly #socket: string;

  constructor(namespace: string, folder: string) {
    this.#socket = `${folder}/tmux`;
    const size = ['-x', String(COLUMNS), '-y', String(LINES)];
    this.#tmux([
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      ...size,
      `ip netns exec ${namespace} bash --norc --noprofile`,
    ]);
  }

  type(...keys: string[]): void {
    this.#tmux(['send-keys', ...keys]);
  }

  get lines(): string[] {
    return this.#tmux(['capture-pane', '-p']).split('\n');
  }

  async shows(pattern: RegExp): Promise<string[]> {
    for (const end = Date.now() + DEADLINE; Date.now() < end; await sleep(100))
      if (pattern.test(this.lines.join('\n'))) return this.lines;
    assert.fail(`never on the screen: ${pattern}\n${this.lines.join('\n')}`);
  }

  /** What the terminal is set to. */
  cursorIsShown(): boolean {
    return this.#tmux(['display-message', '-p', '#{cursor_flag} #{alternate_on}']).trim() === '1 0';
  }

  close(): void {
    this.#tmux(['kill-server']);
  }

  #tmux(args: string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8' });
  }
}

const [, skipEngine] = (await skips()).at(-1) ?? ['tcpdump', 'no engine'];
const skip = skipEngine || (findTool('tmux') === null ? oracle('tmux').skip : false);

it('a terminal shows what happens, and is given back', { skip }, () =>
  inField(async (field) => {
    await serve(field);
    const shell = new Shell(field.near.namespace, field.folder);
    try {
      shell.type(`PS1='$ '; clear; ${process.execPath} ${PROGRAM} live eth0 --engine tcpdump`, 'Enter');
      await shell.shows(/by tcpdump, .*: 0 frames, 0\/s/);
      const client = connect(field);
      const alive = await shell.shows(/> 1 +192\.0\.2\.1:\d+ -> 192\.0\.2\.2:9000 +alive/);
      assert.match(alive[1] ?? '', /^1 alive$/);
      assert.match(alive[LINES - 1] ?? '', /^up\/down choose, enter trace, .* q quit$/);
      for (const line of alive) assert.ok(line.length <= COLUMNS);

      await cut(field);
      await shell.shows(/probing +\d+ s +[2-9] +in \d+ s/);

      shell.type('Enter');
      const trace = (await shell.shows(/esc back to all connections/)).join('\n');
      assert.match(trace, /connection 1 {2}192\.0\.2\.1:\d+ -> 192\.0\.2\.2:9000/);
      assert.match(trace, /probe 1 .* no answer/);
      assert.match(trace, /verdict +probing/);
      shell.type('Escape');
      await shell.shows(/enter trace/);

      shell.type('/');
      shell.type('no-such');
      await shell.shows(/no connection matches/);
      shell.type('Escape');
      await shell.shows(/1 +192\.0\.2\.1/);

      shell.type('C-c');
      const report = (await shell.shows(/^\$$/m)).join('\n');
      assert.match(report, /1 connection, 1 needs attention: 1 (probing|peer-dead)/);
      client.kill();

      shell.type('clear; echo "status $?"', 'Enter');
      shell.type('C-l');
      shell.type('stty -a | tr " ;" "\\n\\n" | grep -x -e icanon -e echo -e isig', 'Enter');
      const left = (await shell.shows(/^isig$/m)).join('\n');
      for (const flag of ['icanon', 'echo', 'isig']) assert.match(left, new RegExp(`^${flag}$`, 'm'));
      assert.ok(shell.cursorIsShown());
    } finally {
      shell.close();
    }
  }),
);
