/**
 * For `node --import`, behind run-typescript.mjs: a listener that uses `once` does something else
 * between two statements of its transaction, for PAUSE_IN_TRANSACTION milliseconds.
 */
import { setTimeout } from 'node:timers/promises';
import { PostgresCallbackStore } from '../../lib/postgres/index.ts';

const { once } = PostgresCallbackStore.prototype;

PostgresCallbackStore.prototype.once = async function (...given) {
  const isDone = await once.apply(this, given);
  await setTimeout(Number(process.env.PAUSE_IN_TRANSACTION ?? 0));
  return isDone;
};
