import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { summarize } from './summary.js';

/** How much the same work took more or less time while something was measured. */
export interface Noise {
  /** By how much the slow quarter of the calibrations exceeds the fast one: 0.05 is 5 %. */
  readonly spread: number;
  /** How much time passed for a second of CPU time: above 1 others had the processor. */
  readonly waiting: number;
}

/** On a machine that does nothing else both stay below 5 %. */
const MOST_SPREAD = 0.1;
const MOST_WAITING = 1.1;

/** About ten milliseconds of work that is always the same. */
const TURNS = 40;
const LOOPS = 3;
const BLOCK = Buffer.alloc(256 * 1024, 'calibration');

let samples: { wall: number; waiting: number }[] = [];

/** How long what was measured before has to come to rest, such as a database that still writes, in milliseconds. */
const REST = 100;

/** Times the calibration loop, the best of a few; done in each round of each measurement. */
export async function calibrate(): Promise<void> {
  await pause(REST);
  const loops = Array.from({ length: LOOPS }, timeLoop);
  samples.push(loops.toSorted((left, right) => left.wall - right.wall)[0] ?? timeLoop());
}

function timeLoop(): { wall: number; waiting: number } {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  for (let turn = 0; turn < TURNS; turn++) {
    createHash('sha256').update(BLOCK).digest();
  }
  const wall = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, waiting: (wall * 1000) / (user + system) };
}

/** What the calibrations since the last call say. */
export function takeNoise(): Noise | undefined {
  const taken = samples;
  samples = [];
  if (taken.length === 0) {
    return undefined;
  }
  const { low, high } = summarize(taken.map(({ wall }) => wall));
  return {
    spread: high / low - 1,
    waiting: summarize(taken.map(({ waiting }) => waiting)).median,
  };
}

export function isTooNoisy({ spread, waiting }: Noise): boolean {
  return spread > MOST_SPREAD || waiting > MOST_WAITING;
}

/** One sentence for the report. */
export function describeNoise(noise: Noise): string {
  const spread = `${Math.round(noise.spread * 100)} %`;
  const waiting = `${Math.max(0, Math.round((noise.waiting - 1) * 100))} %`;
  const facts = `the same work varied by ${spread} and waited ${waiting} of its time for the processor`;
  return isTooNoisy(noise)
    ? `**Do not believe these figures: the machine was too busy with other things** (${facts}).`
    : `The machine was quiet: ${facts}.`;
}
