/** The interface that the user named, or what else could have been meant. */
import { type LiveInterface, listInterfaces } from '../capture/live/interfaces.ts';
import { KeepscopeError } from '../errors.ts';
import { nearest } from './nearest.ts';

/** Throws where there is no interface of that name. */
export async function checkInterface(name: string): Promise<void> {
  const interfaces = await listInterfaces();
  // Where the system does not tell of all of them, the engine says whether there is one.
  const isComplete = interfaces.some(({ state }) => state !== null);
  if (!isComplete || interfaces.some((one) => one.name === name)) return;
  throw new KeepscopeError('usage', `there is no interface ${name}`, remedy(name, interfaces));
}

function remedy(name: string, interfaces: readonly LiveInterface[]): string {
  const names = interfaces.map((one) => one.name);
  const meant = nearest(name, names);
  return meant === null ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`;
}
