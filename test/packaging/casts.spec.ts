import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const folder = path.resolve(import.meta.dirname, '..');

/** Each of them lets an input that is wrong by mistake through, so that a row never reaches what it names. */
const SILENCERS = [
  /\bas never\b/,
  /\bas unknown as\b/,
  /\bas any\b/,
  /@ts-(?:ignore|nocheck|expect-)/,
];

it('No test silences the compiler: an input that is wrong on purpose goes through support/untyped.ts.', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      !/(^|\/)(node_modules|dist)\//.test(file) &&
      !import.meta.filename.endsWith(file),
  );
  const silenced = files.flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .map((line, index) => ({ line, where: `${file}:${index + 1}` }))
      .filter(({ line }) => !/^\s*(\/\/|\/?\*)/.test(line))
      .filter(({ line }) => SILENCERS.some((silencer) => silencer.test(line)))
      .map(({ where }) => where),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(silenced).toEqual([]);
});
