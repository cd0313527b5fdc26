/** Loaded before the program: when that is done, a timer throws; with `?rejects`, leaves a promise that nobody listens to. */
process.once('beforeExit', () => {
  setTimeout(() => {
    const fault = new TypeError('of a timer');
    if (!import.meta.url.endsWith('?rejects')) throw fault;
    Promise.reject(fault);
  }, 1);
});
