import { readdirSync } from 'node:fs';
import path from 'node:path';
import { group } from './groups.mjs';

/** The spec files of this process' group, relative to the working directory. */
export function specFiles() {
  return readdirSync('test', { recursive: true })
    .filter((file) => group.tests.some((tests) => path.matchesGlob(file, `${tests}.spec.ts`)))
    .map((file) => path.join('test', file))
    .sort();
}

/** The sources that the group mutates. */
export function sourceFiles() {
  return readdirSync('lib', { recursive: true })
    .map((file) => path.join('lib', file))
    .filter((file) => group.mutate.some((sources) => path.matchesGlob(file, sources)));
}
