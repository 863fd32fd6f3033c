/**
 * Everything that is asked of the package as its users get it, of a tarball that is named or of one that
 * is packed for it: `npm run test:pack [-- <tarball>]`.
 */
import { spawnSync } from 'node:child_process';

const tarball = process.argv.slice(2);
const checks = [
  ['publint', '--strict', ...tarball],
  // Its settings are in .attw.json: everything but that CommonJS gets an ES module, which `require` loads.
  ['attw', ...(tarball.length > 0 ? tarball : ['--pack', '.'])],
  ['node', 'tools/pack-check.mjs', ...tarball],
];

for (const [command, ...given] of checks) {
  const { status } = spawnSync(command, given, { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
