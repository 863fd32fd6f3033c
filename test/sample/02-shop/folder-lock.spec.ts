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

  it('refuses a folder that another process has', async () => {
    await leftBy(process.ppid);

    await expect(lockFolder(folder)).rejects.toThrow('is in use by the shop of process');
  });

  it.each([
    ['a killed process', 2 ** 22 + 1],
    ['a process whose number is ours now', process.pid],
  ])('takes over from %s', async (_name, pid) => {
    await leftBy(pid);

    await expect(lockFolder(folder)).resolves.toBeDefined();
  });

  it('gives it free', async () => {
    const unlock = await lockFolder(folder);
    await unlock();

    await expect(lockFolder(folder)).resolves.toBeDefined();
  });
});
