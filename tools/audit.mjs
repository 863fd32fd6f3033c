/**
 * Whether an advisory is known against what the package brings along. Fails on one of any severity.
 *
 * A registry without the endpoint of advisories (a mirror, often) is no reason to fail, but nothing
 * was audited then: it says so. With `--strict` it fails.
 */
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--omit=peer', '--json'], {
  encoding: 'utf8',
});
const total = totalIn(stdout);
if (total === undefined) {
  console.error(`NOT AUDITED: the registry gave no answer about advisories.\n${stderr}`);
  process.exitCode = process.argv.includes('--strict') ? 1 : 0;
} else {
  console.log(total === 0 ? 'No advisory is known.' : stdout);
  process.exitCode = total === 0 ? 0 : 1;
}

function totalIn(report) {
  try {
    return JSON.parse(report).metadata?.vulnerabilities?.total;
  } catch {
    return undefined;
  }
}
