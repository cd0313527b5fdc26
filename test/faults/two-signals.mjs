/** Loaded before the program: SIGUSR2 is two SIGINT, with nothing done between them, as where a disk holds everything up. */
process.on('SIGUSR2', () => {
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
});
