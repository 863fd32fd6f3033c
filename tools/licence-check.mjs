/**
 * Whether everything that the package brings along may be used as freely as the package itself: its
 * dependencies and theirs, by what the lockfile says. Peers are the host's own choice.
 */
import { readFileSync } from 'node:fs';

const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0']);

const { packages } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);
const lockedAs = (name) => packages[`node_modules/${name}`];

const names = new Set(Object.keys(packages[''].dependencies));
for (const name of names) {
  Object.keys(lockedAs(name).dependencies ?? {}).forEach((one) => names.add(one));
}

for (const name of names) {
  const { version, license = 'no licence' } = lockedAs(name);
  const isAllowed = ALLOWED.has(license);
  console.log(`${name}@${version}: ${license}${isAllowed ? '' : ' IS NOT ON THE LIST'}`);
  process.exitCode ||= isAllowed ? 0 : 1;
}
