// Runs Stryker group by group, those that are named or all, and sums up what the mutants came to.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { GROUPS } from './groups.mjs';

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(GROUPS);
for (const name of wanted) {
  const { status } = spawnSync('npx', ['stryker', 'run'], {
    stdio: 'inherit',
    env: { ...process.env, MUTATION_GROUP: name },
  });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

for (const name of wanted) {
  process.stdout.write(`${name}: ${sumOf(name)}\n`);
}

function sumOf(name) {
  const { files } = JSON.parse(readFileSync(`reports/mutation/${name}.json`, 'utf8'));
  const statuses = Object.values(files).flatMap(({ mutants }) =>
    mutants.map(({ status }) => status),
  );
  const count = (...wantedStatuses) =>
    statuses.filter((status) => wantedStatuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const missed = count('Survived', 'NoCoverage');
  const total = noticed + missed;
  return `${noticed} of ${total} mutants noticed (${((100 * noticed) / total).toFixed(1)} %)`;
}
