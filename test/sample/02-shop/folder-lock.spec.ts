import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from '../../../sample/02-shop/src/database/folder-lock.js';

describe('lockFolder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const leftBy = (pid: number) => writeFile(join(folder, 'process.pid'), `${pid}`);

  it('A folder that is locked by a running process is refused, and the error names the remedy.', async () => {
    await leftBy(process.ppid);

    await expect(lockFolder(folder)).rejects.toThrow('is locked by the shop with process id');
  });

  it.each([
    ['a process that was killed', 2 ** 22 + 1],
    ['a process that had the id of this one', process.pid],
  ])('The lock of %s is ignored.', async (_name, pid) => {
    await leftBy(pid);

    await expect(lockFolder(folder)).resolves.toBeDefined();
  });

  it('A folder can be locked again after it was unlocked.', async () => {
    const unlock = await lockFolder(folder);
    await unlock();

    await expect(lockFolder(folder)).resolves.toBeDefined();
  });
});
