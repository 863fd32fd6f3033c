import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeGrid } from '../grid/grid.js';

// Compiled, this file lies in `dist/build/nest-11` of the folder that has the lockfile.
const folder = path.resolve(import.meta.dirname, '../../..');
const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

void describe('Nest 11', () => {
  void it('Every package of this test is resolved in its own folder: Nest 11, not that of the repository.', () => {
    const own = path.join(folder, 'node_modules', path.sep);
    const names = [...Object.keys(dependencies), 'nestjs-newpay'];
    const strangers = names.filter(
      (name) => !fileURLToPath(import.meta.resolve(name)).startsWith(own),
    );

    assert.deepEqual(strangers, []);
  });

  describeGrid({ describe, it, beforeAll: before, afterAll: after });
});
