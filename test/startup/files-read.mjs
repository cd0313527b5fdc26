/** Loaded before the program: its last line on file descriptor 3 says which files it read at once, as JSON. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readFileSync, writeSync } = fs;
const files = [];
fs.readFileSync = (file, ...others) => {
  files.push(String(file));
  return readFileSync(file, ...others);
};
syncBuiltinESMExports();
process.on('exit', () => writeSync(3, JSON.stringify(files)));
