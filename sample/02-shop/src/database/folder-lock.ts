import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** Another shop uses the folder. Nest logs it at boot: without a stack, which would hide the message. */
class FolderLockedError extends Error {
  [inspect.custom](): string {
    return this.message;
  }
}

/**
 * Locks a folder for this process. The returned function unlocks it. The lock of a process that was
 * killed is ignored.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'process.pid');
  const unlock = () => rm(file, { force: true });
  const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (isRunning(owner)) {
    throw new FolderLockedError(
      `${folder} is locked by the shop with process id ${owner}. Stop that shop, or use another folder: ` +
        `PORT=3001 DATA_DIR=/tmp/shop npm start. If process ${owner} is not a shop, delete ${file}.`,
    );
  }
  await unlock();
  await writeFile(file, `${process.pid}`, { flag: 'wx' });
  return unlock;
}

function isRunning(pid: number): boolean {
  // In a container, each new shop has the process id of the one before.
  if (pid === 0 || pid === process.pid) {
    return false;
  }
  try {
    // Signal 0 only checks whether the process exists: it throws if not.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
