// Loaded into each process of the example before anything else (`node --import`): ends it when the process that started
// it is gone without a word, killed outright for example. The channel between the two closes then.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Watching must not keep a process alive that is done.
process.channel?.unref();
