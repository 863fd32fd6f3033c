/** The tests that docs/testing.md shows, as files of an app. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/testing.md'), 'utf8');

/** A `typescript` block of the page that begins with the name of its file. */
export function documentedTest(file) {
  const code = [...page.matchAll(/^```typescript\n(.*?)^```$/gms)]
    .map(([, block]) => block)
    .find((block) => block.startsWith(`// ${file}\n`));
  if (code === undefined) {
    throw new Error(`docs/testing.md has no test ${file}`);
  }
  return code;
}

/** What the page says to change in a test for Vitest to run it in Jest of a CommonJS app. */
export function forJest(code) {
  return code
    .replace(/^import .* from 'vitest';\n/m, '')
    .replaceAll(/(from '\.[^']*)\.js'/g, "$1'");
}
