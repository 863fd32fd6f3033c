/**
 * The tests of a CommonJS app on Nest 11, with Jest as its command line sets it up and what
 * docs/testing.md adds to that.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';

const here = import.meta.dirname;
const root = path.resolve(here, '../../..');
const textOf = (...file) => readFileSync(path.join(...file), 'utf8');

/** The Jest section of docs/testing.md. */
function documented() {
  const [, json] =
    /```json\n(\{\n {2}"jest": [^`]+)```/.exec(textOf(root, 'docs/testing.md')) ?? [];
  return json === undefined ? {} : JSON.parse(json).jest;
}

void it('A CommonJS app is tested with Jest as docs/testing.md says.', async () => {
  const config = { ...JSON.parse(textOf(here, 'package.json')).jest, ...documented() };
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  // With nothing of the flags under which this process runs.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [jest, '--config', JSON.stringify({ ...config, rootDir: here }), '--runInBand'],
    { cwd: here, env, timeout: 170_000 },
  );

  assert.match(stderr, /Tests: +3 passed, 3 total/);
});
