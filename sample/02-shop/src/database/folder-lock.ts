import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Keeps a folder to this process; the returned function gives it free. A lock that a killed process
 * has left counts no more.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'process.pid');
  const unlock = () => rm(file, { force: true });
  const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (isRunning(owner)) {
    throw new Error(
      `${folder} is in use by the shop of process ${owner} (if it is no shop, delete ${file}). ` +
        'End it, or give this shop a folder of its own: DATA_DIR=/tmp/shop npm start',
    );
  }
  await unlock();
  await writeFile(file, `${process.pid}`, { flag: 'wx' });
  return unlock;
}

function isRunning(pid: number): boolean {
  // In a container each new shop has the number of the one before.
  if (pid === 0 || pid === process.pid) {
    return false;
  }
  try {
    // Sends nothing, and throws when there is nobody to send it to.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
