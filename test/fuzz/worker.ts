import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Random } from '../chaos/random.js';
import { Coverage } from './coverage.js';
import { mutate } from './mutation.js';
import { TARGETS } from './targets/index.js';
import { fileOf } from './test-keys.js';
import type { FuzzOrder, FuzzResult } from './worker.interface.js';

/** Inputs between two looks at the coverage. */
const BATCH = 64;

const { name, seconds, seed, current } = workerData as FuzzOrder;
const target = TARGETS[name]!;
const random = new Random(seed);
const coverage = new Coverage();
const pristine = Reflect.ownKeys(Object.prototype).length;
let executions = 0;

async function execute(bytes: Uint8Array): Promise<void> {
  // The main thread reads it there when this one hangs or dies.
  const view = new Uint8Array(current);
  view.set(bytes, 8);
  new DataView(current).setUint32(0, bytes.length);
  Atomics.add(new Int32Array(current), 1, 1);
  executions += 1;
  await target.read(bytes);
  assert.equal(Reflect.ownKeys(Object.prototype).length, pristine, 'a prototype is polluted');
}

/** Runs inputs one by one and returns those that showed something new. */
async function sift(inputs: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const kept: Uint8Array[] = [];
  for (const input of inputs) {
    await execute(input);
    const news = await coverage.news();
    if (news.length > 0) {
      coverage.remember(news);
      kept.push(input);
    }
  }
  return kept;
}

function corpusOf(folder: string): Uint8Array[] {
  return existsSync(folder)
    ? readdirSync(folder).map((file) => fileOf('test/fuzz/corpus', name, file))
    : [];
}

async function fuzz(): Promise<FuzzResult> {
  const folder = path.resolve(import.meta.dirname, '../../../corpus', name);
  await coverage.start();
  const seeds = [...target.seeds, ...corpusOf(folder)];
  const corpus = [...seeds];
  await sift(seeds);
  const one = (): Uint8Array => corpus[random.between(0, corpus.length - 1)]!;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const batch = Array.from({ length: BATCH }, () => mutate(one(), one(), random));
    for (const input of batch) {
      await execute(input);
    }
    const news = await coverage.news();
    if (news.length > 0) {
      corpus.push(...(await sift(batch)));
      coverage.remember(news);
    }
  }
  return { executions, corpus: corpus.length, blocks: coverage.size };
}

const result = await fuzz();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
parentPort?.postMessage(result);
