import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key pair as PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** The paths of a key pair. */
export interface KeyPairFiles {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
}

/**
 * Writes a key pair into a folder, and creates the folder if necessary.
 *
 * @param force replaces existing files; without it they are an error (`EEXIST`)
 */
export async function writeKeyPair(
  folder: string,
  { privateKey, publicKey }: KeyPair,
  force: boolean,
): Promise<KeyPairFiles> {
  const privateKeyFile = join(folder, 'newpay-private.pem');
  const publicKeyFile = join(folder, 'newpay-public.pem');
  const write = force ? replace : createFile;
  await mkdir(folder, { recursive: true });
  await write(publicKeyFile, publicKey, 0o644);
  try {
    await write(privateKeyFile, privateKey, 0o600);
  } catch (error) {
    // Next to an older private key it would not match.
    await rm(publicKeyFile);
    throw error;
  }
  return { privateKeyFile, publicKeyFile };
}

/** Creates the file with its final mode, so that it is never readable by others. */
export async function createFile(path: string, text: string, mode: number): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode });
}

/**
 * Writes a new file and renames it. Overwriting would keep the old mode, follow a symbolic link,
 * and lose the old key on a full disk.
 */
async function replace(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await createFile(temporary, text, mode);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
