import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { SECTIONS } from '../sections/index.js';
import type { Machine } from './machine.js';
import type { Results } from './results.js';
import { goalsTable, tableOf } from './table.js';

const RESULTS_PAGE = 'bench/results.md';
const CONCLUSIONS_PAGE = 'docs/performance.md';
const BEGIN = '<!-- goals: begin -->';
const END = '<!-- goals: end -->';

/** Writes all results to one page, and those that have a goal into the page of conclusions. */
export async function writePages(results: Results): Promise<void> {
  await writeFormatted(RESULTS_PAGE, allResults(results));
  const page = await readFile(CONCLUSIONS_PAGE, 'utf8');
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
  const goals = [aboutMachine(results), goalsTable(findingsOf(results))].join('\n\n');
  await writeFormatted(CONCLUSIONS_PAGE, `${before}${BEGIN}\n\n${goals}\n\n${END}${after}`);
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
