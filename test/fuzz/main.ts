/**
 * Throws changed inputs at everything that reads bytes from outside, and keeps those that reach code
 * none had reached before.
 *
 * `npm run fuzz`, ten minutes for all targets together; `-- --seconds=30` for less, `-- --target=key`
 * for one of them, `-- --seed=1` to repeat.
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { MAX_LENGTH } from './mutation.js';
import { TARGETS } from './targets/index.js';
import type { FuzzOrder, FuzzResult } from './worker.interface.js';

/** How long one input may take: a hundred times what the slowest does, as machines stall. */
const PATIENCE = 5_000;

/** What a worker may hold, in MiB; the inputs are 16 KiB long at most. */
const MEMORY = 256;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    target: { type: 'string', multiple: true, default: Object.keys(TARGETS) },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.seconds) / values.target.length;
const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Fuzzes one target; rejects with what was found. */
async function fuzz(name: string, current: SharedArrayBuffer): Promise<FuzzResult> {
  const workerData: FuzzOrder = { name, seconds, seed, current };
  const worker = new Worker(new URL('worker.js', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  });
  const count = new Int32Array(current);
  let before = 0;
  let watch: NodeJS.Timeout | undefined;
  try {
    return await new Promise<FuzzResult>((resolve, reject) => {
      watch = setInterval(() => {
        if (count[1] === before && before > 0) {
          reject(new Error(`one input takes longer than ${PATIENCE} ms`));
        }
        before = count[1] ?? 0;
      }, PATIENCE);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

function keepFinding(name: string, current: SharedArrayBuffer): string {
  const folder = path.resolve(import.meta.dirname, '../../../findings');
  const file = path.join(folder, `${name}-${Date.now()}`);
  mkdirSync(folder, { recursive: true });
  const length = new DataView(current).getUint32(0);
  writeFileSync(file, Buffer.from(current, 8, length));
  return path.relative(process.cwd(), file);
}

print(`seed ${seed}`);
for (const name of values.target) {
  const current = new SharedArrayBuffer(8 + MAX_LENGTH);
  try {
    const { executions, corpus, blocks } = await fuzz(name, current);
    print(`${name}: ${executions} inputs, ${blocks} blocks, ${corpus} kept, nothing found`);
  } catch (error) {
    process.exitCode = 1;
    print(`${name}: FOUND, input in ${keepFinding(name, current)}\n${(error as Error).stack}`);
  }
}
