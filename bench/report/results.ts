import { readFile } from 'node:fs/promises';
import type { Findings, Settings } from '../section.interface.js';
import type { Machine } from './machine.js';

/** Relative to the root, where npm runs its scripts. */
export const RESULTS = 'bench/results.json';

/** What was measured last, section by section. */
export interface Results {
  machine?: Machine;
  readonly sections: Record<string, Findings & { readonly settings: Settings }>;
}

export async function readResults(): Promise<Results> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '{"sections":{}}');
  return JSON.parse(text) as Results;
}
