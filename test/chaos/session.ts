import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { print } from './print.js';

/** How long it may take to remove what a run has written, in milliseconds. */
const CLEANING = 5_000;

/** What a run gets. */
export interface Session {
  /** The prefix of everything that the run writes to the databases. */
  readonly run: string;
  readonly progress: (phase: string) => void;
  /** Rejects at the time limit, or when the run is interrupted. */
  readonly giveUp: Promise<never>;
  /** Takes what removes something of the run at its end. */
  readonly whenOver: (clean: () => Promise<unknown>) => void;
}

/** What a run has found. */
export interface Outcome {
  /** The figures. */
  readonly table: string;
  /** The failures of the run; empty if it has passed. */
  readonly faults: readonly string[];
}

/** Runs something within a time limit in milliseconds, and removes what it has left. Never rejects. */
export async function inSession(
  name: string,
  limit: number,
  work: (session: Session) => Promise<Outcome>,
): Promise<Outcome> {
  const start = Date.now();
  const run = `chaos_${randomBytes(6).toString('hex')}`;
  const cleanings: (() => Promise<unknown>)[] = [];
  const giveUp = stopped(limit);
  giveUp.catch(() => undefined);
  let outcome: Outcome;
  try {
    outcome = await work({
      run,
      progress: (phase) => print(`${Math.round((Date.now() - start) / 1000)} s: ${name}: ${phase}`),
      giveUp,
      whenOver: (clean) => cleanings.push(clean),
    });
  } catch (error) {
    outcome = { table: '', faults: [String((error as Error).stack)] };
  }
  const faults = [...outcome.faults];
  const cleaned = Promise.all(cleanings.map((clean) => clean())).catch((error: unknown) =>
    faults.push(`${run} could not be removed: ${String(error)}`),
  );
  await Promise.race([cleaned, setTimeout(CLEANING)]);
  return { table: outcome.table, faults };
}

async function stopped(limit: number): Promise<never> {
  const signals = ['SIGINT', 'SIGTERM'].map(
    (signal) => new Promise<string>((resolve) => process.once(signal, () => resolve(signal))),
  );
  const late = setTimeout(limit, `not finished after ${limit / 1000} s`, { ref: false });
  throw new Error(await Promise.race([...signals, late]));
}
