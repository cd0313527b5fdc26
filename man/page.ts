/** The manual page, keepscope(1): made of what the program itself says of its commands, options and examples. */
import type { Options } from 'yargs';

import { OPENING } from '../src/cli/program.ts';
import { type DescribedCommand, describedCommands } from './command-options.ts';
import { paragraphs, roffText, section, tagged } from './roff.ts';

/** The page as roff. */
export async function manPage(): Promise<string> {
  const commands = await describedCommands();
  const lines = [
    '.\\" Made by npm run man: change src/cli, not this.',
    '.TH KEEPSCOPE 1 "" keepscope "User Commands"',
    ...section('NAME', [
      roffText('keepscope - says from packets whether the other side of a TCP connection was still there'),
    ]),
    ...section('SYNOPSIS', SYNOPSIS),
    ...section('DESCRIPTION', paragraphs(summary())),
    ...section(
      'EXAMPLES',
      examples().flatMap(([command, says]) => tagged(`.B ${roffText(command)}`, roffText(says))),
    ),
    ...section('COMMANDS', commands.flatMap(commandLines)),
    ...commands.filter(({ options }) => Object.keys(options).length > 0).flatMap(optionSection),
    ...CLOSING,
  ];
  return `${lines.join('\n')}\n`;
}

const SYNOPSIS: readonly string[] = [
  '.B keepscope',
  '.RI [ OPTION \\&...]',
  '.IR FILE \\&...',
  '.br',
  '.B keepscope',
  '.I COMMAND',
  '.RI [ ARGUMENT \\&...]',
];

/** Between the first line of the help and its examples. */
function summary(): string {
  const [, text = ''] = /^Usage:[^\n]*\n([\s\S]*?)\nExamples:/.exec(OPENING) ?? [];
  return text.trim().replaceAll('\n', ' ');
}

/** The examples of the help: a command, then what it does, on the same line or on the one below. */
function examples(): [command: string, says: string][] {
  const [, text = ''] = /\nExamples:\n([\s\S]*)/.exec(OPENING) ?? [];
  return [...text.matchAll(/^ {2}(\S.*?)(?: {2,}|\n {4,})(\S.*)$/gm)].map(([, command = '', says = '']) => [
    command,
    says,
  ]);
}

function commandLines({ name, isDefault, describe }: DescribedCommand): string[] {
  return tagged(`.B ${roffText(isDefault ? `[${name}]` : name)}`, roffText(`${describe}.`));
}

/** Options in the order of their groups, each with what it takes. */
function optionSection({ name, options }: DescribedCommand): string[] {
  const groups = grouped(options);
  return section(
    `OPTIONS OF ${name.toUpperCase()}`,
    [...groups].flatMap(([group, members]) => [
      ...(group === '' ? [] : ['.SS', roffText(group.replace(/:$/, ''))]),
      ...members.flatMap(([option, described]) => optionLines(option, described)),
    ]),
  );
}

function grouped(options: Readonly<Record<string, Options>>): Map<string, [string, Options][]> {
  const groups = new Map<string, [string, Options][]>();
  for (const [name, option] of Object.entries(options)) {
    const group = option.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), [name, option]]);
  }
  return groups;
}

function optionLines(name: string, { alias, type, choices, array, describe = '' }: Options): string[] {
  const shorts = [alias ?? []].flat().map((short) => `\\fB\\-${short}\\fR, `);
  const value =
    type === 'boolean'
      ? ''
      : ` \\fI${choices === undefined ? 'VALUE' : roffText(choices.join('|'))}\\fR${array === true ? ' ...' : ''}`;
  return tagged(`${shorts.join('')}\\fB\\-\\-${roffText(name)}\\fR${value}`, roffText(describe));
}

const CLOSING: readonly string[] = [
  ...section('EXIT STATUS', [
    ...tagged('.B 0', roffText('Done; also where the reader of the output went away.')),
    ...tagged('.B 1', roffText('Done, and --fail-on was met.')),
    ...tagged(
      '.B 2',
      roffText('Usage; an input that cannot be read or is no capture; output that cannot be written.'),
    ),
    ...tagged('.B 70', roffText('A fault of keepscope itself.')),
    ...tagged('.B 130', roffText('Interrupted.')),
  ]),
  ...section('ENVIRONMENT', [
    ...tagged('.B NO_COLOR', roffText('If it is not empty: no colour.')),
    ...tagged(
      '.B FORCE_COLOR',
      roffText('Colour even where standard output is no terminal; 0 or false: none.'),
    ),
    ...tagged('.B TERM', roffText('dumb: no colour.')),
    ...tagged('.B SHELL', roffText('The shell of keepscope completion where none is named.')),
  ]),
  ...section('SEE ALSO', ['.BR tcpdump (8),', '.BR tshark (1),', '.BR dumpcap (1),', '.BR tcp (7)']),
];
