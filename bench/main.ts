import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readResults, RESULTS, type Results } from './report/results.js';
import { describeMachine } from './report/machine.js';
import { writePages } from './report/page.js';
import { tableOf } from './report/table.js';
import { SECTIONS } from './sections/index.js';
import { FULL, QUICK } from './settings.js';

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    against: { type: 'string' },
  },
  allowPositionals: true,
});

const wanted = positionals.length === 0 ? Object.keys(SECTIONS) : positionals;
const unknown = wanted.find((name) => name !== 'report' && !Object.hasOwn(SECTIONS, name));
if (unknown !== undefined) {
  throw new Error(`There is no section "${unknown}": ${Object.keys(SECTIONS).join(', ')}, report`);
}

const size = values.quick ? QUICK : FULL;
const rounds = values.rounds === undefined ? size.rounds : Number(values.rounds);
const settings = { ...size, rounds, against: values.against };
const before = await readResults();
const isReport = wanted.every((name) => name === 'report');
// A report of earlier results keeps the machine that they were measured on.
const results: Results = isReport ? before : { ...before, machine: describeMachine() };
for (const [name, section] of Object.entries(SECTIONS)) {
  if (wanted.includes(name)) {
    process.stdout.write(`\n${section.title}\n`);
    const findings = await section.run(settings);
    results.sections[name] = { settings, ...findings };
    process.stdout.write(`${tableOf(findings)}\n`);
  }
}
// A quick look, or one at another checkout, is none of the figures that the documents show.
if (!values.quick && values.against === undefined) {
  await writeFile(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  await writePages(results);
}
