import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { SECTIONS } from '../sections/index.js';
import { tableOfJobs } from '../queue/steps.js';
import { tableOfSteps } from '../sections/ablation.js';
import { tableOfOrderSteps } from '../sections/order-steps.js';
import { tableOfParts } from '../sections/profile.js';
import { chartOf } from './chart.js';
import type { Machine } from './machine.js';
import type { Results } from './results.js';
import { goalsTable, tableOf } from './table.js';

const RESULTS_PAGE = 'bench/results.md';
const CONCLUSIONS_PAGE = 'docs/performance.md';
const CHART = 'docs/pictures/performance.svg';

/** Writes all results to one page, and those that have a goal into the page of conclusions. */
export async function writePages(results: Results): Promise<void> {
  await writeFormatted(RESULTS_PAGE, allResults(results));
  await writeFile(CHART, chartOf(findingsOf(results).flatMap(({ comparisons }) => comparisons)));
  const page = await readFile(CONCLUSIONS_PAGE, 'utf8');
  const { profile, ablation, queue, 'order-steps': orderSteps } = results.sections;
  const tables = {
    goals: [aboutMachine(results), goalsTable(findingsOf(results))].join('\n\n'),
    parts: profile && tableOfParts(profile),
    steps: ablation && tableOfSteps(ablation),
    jobs: queue && tableOfJobs(queue),
    'order-steps': orderSteps && tableOfOrderSteps(orderSteps),
  };
  await writeFormatted(CONCLUSIONS_PAGE, Object.entries(tables).reduce(withTable, page));
}

/** The page with a table between its two comments, if that was measured. */
function withTable(page: string, [name, text]: readonly [string, string | undefined]): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, after] = [page.split(begin)[0], page.split(end)[1]];
  return text === undefined || after === undefined
    ? page
    : `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

function allResults(results: Results): string {
  const parts = Object.entries(SECTIONS).flatMap(([name, { title, method }]) => {
    const findings = results.sections[name];
    return findings ? [`## ${title}`, method, tableOf(findings)] : [];
  });
  const introduction =
    'Written by `npm run bench` from `bench/results.json`. Conclusions are in ' +
    '[performance](../docs/performance.md). In "A / B" the figure of A is divided by that of B in the ' +
    'same round.';
  return ['# Benchmark results', introduction, aboutMachine(results), ...parts].join('\n\n');
}

/** In the order of the sections. */
function findingsOf({ sections }: Results): Results['sections'][string][] {
  return Object.keys(SECTIONS).flatMap((name) => sections[name] ?? []);
}

function aboutMachine({ machine }: Results): string {
  return machine === undefined ? '' : describe(machine);
}

function describe({ date, node, openssl, cores, processor, memory, packages }: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return (
    `Measured on ${date}: ${cores} cores (${processor}), ${memory}, Node ${node} with OpenSSL ` +
    `${openssl}; ${versions.join(', ')}.`
  );
}

async function writeFormatted(file: string, text: string): Promise<void> {
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
