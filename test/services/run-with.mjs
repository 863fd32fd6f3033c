/**
 * `node test/services/run-with.mjs redis postgres -- node program.js`: finds or starts the servers, runs the
 * command with their addresses in its environment, and ends what was started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { register } from 'node:module';

register('../support/typescript-hooks.mjs', import.meta.url);
const { announce } = await import('./announce.ts');
const { NEEDS } = await import('./needs.ts');
const { provide } = await import('./provide.ts');

const dashes = process.argv.indexOf('--');
const names = process.argv.slice(2, dashes);
const [command, ...args] = process.argv.slice(dashes + 1);

const { values, missing, stop } = await provide(names);
missing.forEach((problem) => announce(problem));
process.exitCode = missing.size === 0 ? await run() : 1;
await stop();

async function run() {
  const variables = [...values].map(([name, value]) => [NEEDS[name].variable, value]);
  const env = { ...process.env, ...Object.fromEntries(variables) };
  const child = spawn(command, args, { stdio: 'inherit', env });
  // The child gets the signals of the terminal, too; what was started is stopped after it has ended.
  ['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, () => child.kill(signal)));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
