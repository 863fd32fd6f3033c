import { setTimeout } from 'node:timers/promises';
import type { OutageKind, PlannedKill, PlannedOutage } from './plan.js';
import { LONGEST_LAG } from './settings.js';
import { until } from './until.js';
import type { WorkerPool } from './worker-pool.js';

/** What can have an outage. */
export interface Breakable {
  /** Causes an outage, if it is one of its own. */
  strike(kind: OutageKind): Promise<void>;
}

/** Runs one outage at a time, because each affects one server only. */
export async function strikeAsPlanned(
  outages: readonly PlannedOutage[],
  servers: readonly Breakable[],
): Promise<void> {
  const start = Date.now();
  for (const { at, kind } of outages) {
    await until(start + at);
    await Promise.all(servers.map((server) => server.strike(kind)));
  }
}

/** What is killed, and until when. */
export interface KillTargets {
  readonly pool: WorkerPool;
  /** How far the work is behind its plan, in milliseconds. */
  readonly lanes: readonly { readonly lag: number }[];
  /** For how long processes are killed, in milliseconds. */
  readonly storm: number;
}

/**
 * Kills wait while most workers are down or the work lags behind: a slow machine gets fewer kills, but
 * they still hit busy workers.
 */
export async function killAsPlanned(
  kills: readonly PlannedKill[],
  { pool, lanes, storm }: KillTargets,
): Promise<void> {
  const start = Date.now();
  const mayKill = (): boolean =>
    pool.up.length > pool.size / 2 && lanes.every(({ lag }) => lag < LONGEST_LAG);
  for (const { at, draw } of kills) {
    await until(start + at);
    const isOver = (): boolean => Date.now() > start + storm;
    while (!mayKill() && !isOver()) {
      await setTimeout(10);
    }
    if (isOver()) {
      return;
    }
    pool.kill(draw);
  }
}
