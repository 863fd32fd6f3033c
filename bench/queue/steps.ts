import { table } from '../report/table.js';
import type { Findings } from '../section.interface.js';

/** The names of the engines in the tables. */
export const ENGINES = { 'pg-boss': 'pg-boss', bullmq: 'BullMQ' } as const;

interface Step {
  readonly name: string;
  /** The figure of its CPU time, without the name of the engine. */
  readonly figures: readonly string[];
  readonly why: string;
}

/** From the bare worker to this package. */
const STEPS: readonly Step[] = [
  {
    name: 'bare worker',
    figures: ['CPU for each job, bare loop', 'CPU for each job, bare worker'],
    why: '',
  },
  {
    name: '+ the queue of this package',
    figures: ['CPU for each job, behind the queue of nestjs-newpay'],
    why: 'jobs cannot have different pauses between attempts, are not completed one by one, and are not given back when the process closes',
  },
  {
    name: '+ the event, the rules of its order and the call of the listener, over a store in memory',
    figures: ['CPU for each job, nestjs-newpay with a store in memory'],
    why: 'the listener gets no event and has no time limit, and no log or metric says what happened',
  },
  {
    name: '+ the shared store: nestjs-newpay',
    figures: ['CPU for each job, nestjs-newpay'],
    why: 'a job that is run again runs its listener again, and an earlier state can follow a later one',
  },
];

/** What each step adds to the CPU time of a job, and what is lost without it. */
export function tableOfJobs({ figures }: Findings): string {
  const microsOf = (engine: string, step: Step): number => {
    const names = step.figures.map((name) => `${engine}: ${name}`);
    const found = names.map((name) => figures.find(({ what }) => what === name));
    return found.find((figure) => figure !== undefined)?.median ?? Number.NaN;
  };
  const rows = STEPS.map((step) => [
    step.name,
    ...Object.values(ENGINES).map((engine) => microsOf(engine, step).toFixed(0)),
    step.why,
  ]);
  const heads = Object.values(ENGINES).map((engine) => `${engine}, µs`);
  return table(['a job', ...heads, 'what goes wrong without it'], rows);
}
