/** `keepscope live --list`: the interfaces of this machine with their addresses. */
import { listInterfaces } from '../capture/live/interfaces.ts';
import type { Terminal } from './terminal.ts';

/** Prints a line for each. */
export async function listLiveInterfaces(terminal: Terminal): Promise<void> {
  const { bold, dim } = terminal.screen.paint;
  const interfaces = await listInterfaces();
  const width = Math.max(...interfaces.map(({ name }) => name.length));
  await terminal.output.writeAll(
    interfaces.map(({ name, addresses, state }) => {
      const presence = state === null || state.presence === 'up' ? [] : [state.presence];
      const says = name === 'any' ? ['all interfaces'] : [...presence, ...addresses];
      return `${bold(name.padEnd(width))}  ${dim(says.join(', '))}`.trimEnd().concat('\n');
    }),
  );
}
