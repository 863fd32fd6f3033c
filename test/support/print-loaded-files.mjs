/** For `node --import`: prints the URL of each file that is loaded, also by `require`. */
import { writeSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Node runs the hooks, which are in this file too, in a thread of their own.
if (isMainThread) {
  register(import.meta.url);
  const { cache } = createRequire(import.meta.url);
  process.on('SIGUSR2', () => {
    const lines = Object.keys(cache).map((file) => `loaded ${file}\n`);
    writeSync(1, `${lines.join('')}all printed\n`);
  });
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, next) {
  writeSync(1, `loaded ${url}\n`);
  return next(url, context);
}
