/**
 * How the program gets into Node: from chunks in CommonJS, with what V8 made of them when they were built. To parse and
 * compile them takes twice as long as to read a small capture; what V8 made is read in a few milliseconds. It is good for the
 * very Node that built it, which its name tells: for any other one a chunk is compiled as ever. So it is where V8 refuses it,
 * because of options or of its length. Nobody looks whether it was damaged, as nobody does with the program itself.
 *
 * Node does so by itself only from 22 on (module.enableCompileCache), and in a folder of its own. This file is in CommonJS when
 * it is built, too: to load modules, Node gets more of itself ready, which takes 6 ms.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/** The build puts this file there too, as one of its own: nothing else has to be loaded first. */
const DIST: string = fileURLToPath(new URL('.', import.meta.url));
/** The name of a chunk has the hash of its text: what V8 has made of it belongs to it. Entries keep theirs. */
const HASHED: RegExp = /-[\w-]{8}\.cjs$/;
/** What V8 makes fits one build of it: builds of one version differ in size, if in anything. */
const NODE: string = [process.version, process.platform, process.arch, statSync(process.execPath).size].join(
  '-',
);

/** A chunk as CommonJS has it. */
interface Loaded {
  exports: object;
}

type Run = (
  exports: object,
  require: (id: string) => unknown,
  module: Loaded,
  filename: string,
  folder: string,
) => void;

/** Packages, and what is Node's own: for all chunks the same, as they lie in one folder. */
const requirePackage: (id: string) => unknown = createRequire(import.meta.url);
/** The chunks that were loaded, by file: for who builds. */
export const scripts: Map<string, Script> = new Map();
const modules = new Map<string, Loaded>();

/** Runs an entry of the program, such as `cli/main`. */
export function load(entry: string): void {
  loadFile(join(DIST, `${entry}.cjs`));
}

function loadFile(file: string): object {
  const known = modules.get(file);
  if (known !== undefined) return known.exports;
  const script = scriptOf(file);
  scripts.set(file, script);
  const module: Loaded = { exports: {} };
  modules.set(file, module);
  const folder = dirname(file);
  const requireIt = (id: string): unknown =>
    id.startsWith('.') ? loadFile(resolve(folder, id)) : requirePackage(id);
  try {
    (script.runInThisContext() as Run)(module.exports, requireIt, module, file, folder);
  } catch (error) {
    // Half of it is worse than none: who asks again gets the cause again.
    modules.delete(file);
    throw error;
  }
  return module.exports;
}

function scriptOf(file: string): Script {
  const cachedData = readMade(file);
  return new Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`,
    {
      filename: nameOf(file),
      ...(cachedData && { cachedData }),
    },
  );
}

/**
 * It becomes a part of what V8 makes: the folder of who builds would come to all others. A copy, since what is cut out of a
 * string has all of it.
 */
function nameOf(file: string): string {
  return Buffer.from(`keepscope/dist/${relative(DIST, file)}`).toString();
}

/** The file with what V8 has made of a chunk; null: of an entry nothing is kept. */
export function madeFileOf(file: string): string | null {
  return HASHED.test(file) ? `${file}.${NODE}.v8` : null;
}

/** Undefined where nothing was made of it. */
function readMade(file: string): Buffer | undefined {
  const made = madeFileOf(file);
  try {
    return made === null ? undefined : readFileSync(made);
  } catch {
    return undefined;
  }
}
