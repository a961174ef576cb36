// `node scripts/start/serve-page.mjs <module>`: serves a client app's page as a process of its own, until it is told to end.
const [module = ''] = process.argv.slice(2);
const { startClientServer } = await import(module);
const server = await startClientServer();
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close());
