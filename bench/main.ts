import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { guard, record } from './guard/guard.js';
import { takeNoise } from './measure/noise.js';
import { releaseCheckout } from './release/checkout.js';
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
    'against-release': { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

if (positionals.includes('guard')) {
  if (values.record) {
    await record();
  } else if (!(await guard())) {
    process.exitCode = 1;
  }
  process.exit();
}

const wanted = positionals.length === 0 ? Object.keys(SECTIONS) : positionals;
const unknown = wanted.find((name) => name !== 'report' && !Object.hasOwn(SECTIONS, name));
if (unknown !== undefined) {
  throw new Error(`There is no section "${unknown}": ${Object.keys(SECTIONS).join(', ')}, report`);
}

const size = values.quick ? QUICK : FULL;
const rounds = values.rounds === undefined ? size.rounds : Number(values.rounds);
const against = values['against-release'] ? await releaseCheckout() : values.against;
const settings = { ...size, rounds, ...(against !== undefined && { against }) };
const before = await readResults();
const isReport = wanted.every((name) => name === 'report');
// A report of earlier results keeps the machine that they were measured on.
const results: Results = isReport ? before : { ...before, machine: describeMachine() };
for (const [name, section] of Object.entries(SECTIONS)) {
  if (wanted.includes(name)) {
    process.stdout.write(`\n${section.title}\n`);
    takeNoise();
    const found = await section.run(settings);
    const noise = takeNoise();
    const findings = { ...found, ...(noise && { noise }) };
    results.sections[name] = { settings, ...findings };
    process.stdout.write(`${tableOf(findings)}\n`);
  }
}
// A quick look, or one at another checkout, is none of the figures that the documents show.
if (!values.quick && against === undefined) {
  await writeFile(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  await writePages(results);
}
