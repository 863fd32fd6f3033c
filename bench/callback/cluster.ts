import cluster from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerOptions } from './protocol.js';

// Several processes of the app behind one port. Their CPU is not asked for.
const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const port = 20_000 + (process.pid % 20_000);

cluster.setupPrimary({
  exec: fileURLToPath(new URL('server.js', import.meta.url)),
  args: [JSON.stringify({ ...options, port })],
});
for (let workers = Number(process.argv[3]); workers > 0; workers--) {
  // One after the other: the first creates the tables.
  await once(cluster.fork(), 'message');
}
process.on('disconnect', () => process.exit());
process.send?.({ port });
