import { readFile, writeFile } from 'node:fs/promises';
import { calibrate, describeNoise, isTooNoisy, takeNoise } from '../measure/noise.js';
import { RATIOS } from './ratios.js';

/** The ratios that a change is compared with: relative to the root, where npm runs its scripts. */
const REFERENCE = 'bench/guard.json';

/** How much worse a ratio may be. */
const MARGIN = 1.15;

/** A loss counts when it is seen in all of so many repetitions: other work on the machine comes and goes. */
const REPETITIONS = 5;

interface Reference {
  readonly recorded: string;
  readonly node: string;
  readonly ratios: Readonly<Record<string, number>>;
}

/** Measures each ratio several times, and keeps the worst as what later changes are compared with. */
export async function record(): Promise<void> {
  const ratios: Record<string, number> = {};
  for (const [name, measure] of Object.entries(RATIOS)) {
    const seen = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      seen.push(await calibrated(measure));
    }
    ratios[name] = Number(Math.max(...seen).toFixed(3));
    process.stdout.write(`${ratios[name]} ${name} (${shown(seen)})\n`);
  }
  isQuiet();
  const reference: Reference = {
    recorded: new Date().toISOString().slice(0, 10),
    node: process.version,
    ratios,
  };
  await writeFile(REFERENCE, `${JSON.stringify(reference, undefined, 2)}\n`);
}

/**
 * @returns whether no ratio has become worse than the margin allows; true also on a machine that is too noisy to
 * judge by, which the last line says
 */
export async function guard(): Promise<boolean> {
  const { ratios } = JSON.parse(await readFile(REFERENCE, 'utf8')) as Reference;
  let isKept = true;
  for (const [name, measure] of Object.entries(RATIOS)) {
    const before = ratios[name];
    if (before === undefined) {
      throw new Error(`${REFERENCE} has no "${name}": npm run bench -- guard --record`);
    }
    const most = before * MARGIN;
    const seen: number[] = [];
    do {
      seen.push(await calibrated(measure));
    } while (Math.min(...seen) > most && seen.length < REPETITIONS);
    const isLost = Math.min(...seen) > most;
    isKept &&= !isLost;
    process.stdout.write(
      `${isLost ? 'LOST' : 'kept'}  ${name}: ${shown(seen)}; was ${before}, at most ${most.toFixed(2)}\n`,
    );
  }
  if (!isQuiet() && !isKept) {
    process.stdout.write('NOT JUDGED: measure again on a machine that does nothing else.\n');
    return true;
  }
  return isKept;
}

async function calibrated(measure: () => Promise<number>): Promise<number> {
  await calibrate();
  const ratio = await measure();
  await calibrate();
  return ratio;
}

/** Prints what the calibrations say of the machine. */
function isQuiet(): boolean {
  const noise = takeNoise();
  process.stdout.write(noise ? `${describeNoise(noise)}\n` : '');
  return noise !== undefined && !isTooNoisy(noise);
}

function shown(ratios: readonly number[]): string {
  return ratios.map((ratio) => ratio.toFixed(2)).join(', ');
}
