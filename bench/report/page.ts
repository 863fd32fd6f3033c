import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { SECTIONS } from '../sections/index.js';
import type { Machine } from './machine.js';
import type { Results } from './results.js';
import { tableOf } from './table.js';

const PAGE = 'docs/performance.md';
const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** Puts the results into their place in the documents. */
export async function writePage({ machine, sections }: Results): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
  const parts = Object.entries(SECTIONS).flatMap(([name, { title, method }]) => {
    const findings = sections[name];
    return findings ? [`## ${title}`, method, tableOf(findings)] : [];
  });
  const measured = [machine ? about(machine) : '', ...parts].join('\n\n');
  const text = `${before}${BEGIN}\n\n${measured}\n\n${END}${after}`;
  await writeFile(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

function about({ date, node, openssl, cores, processor, memory, packages }: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return (
    `Measured on ${date}: ${cores} cores (${processor}), ${memory}, Node ${node} with OpenSSL ` +
    `${openssl}; ${versions.join(', ')}.`
  );
}
