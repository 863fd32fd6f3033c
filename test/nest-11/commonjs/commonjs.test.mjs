import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';

const app = path.join(import.meta.dirname, 'app.cjs');

void it('A CommonJS app requires the package and takes a payment, without a warning.', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [app], {
    timeout: 60_000,
  });

  assert.equal(stderr, '');
  assert.equal(stdout, 'OK\n');
});
