/** Loaded before the program: its worker threads fail when they make their express way, as if there were no memory. */
import { isMainThread } from 'node:worker_threads';

if (!isMainThread)
  WebAssembly.Instance = class {
    constructor() {
      const fault = { name: 'KeepscopeError', code: 'out-of-memory', remedy: 'Give it a larger machine.' };
      throw Object.assign(new Error('the worker finds no memory'), fault);
    }
  };
