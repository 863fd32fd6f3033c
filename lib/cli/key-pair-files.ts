import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key pair as PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Where the two halves of a key pair are. */
export interface KeyPairFiles {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
}

/**
 * Writes a key pair into a folder, which is made when it is not there.
 *
 * @param force whether files that exist are replaced; else they are an error (`EEXIST`)
 */
export async function writeKeyPair(
  folder: string,
  { privateKey, publicKey }: KeyPair,
  force: boolean,
): Promise<KeyPairFiles> {
  const privateKeyFile = join(folder, 'newpay-private.pem');
  const publicKeyFile = join(folder, 'newpay-public.pem');
  const write = force ? replace : create;
  await mkdir(folder, { recursive: true });
  await write(publicKeyFile, publicKey, 0o644);
  try {
    await write(privateKeyFile, privateKey, 0o600);
  } catch (error) {
    // Beside another private key it would mislead.
    await rm(publicKeyFile);
    throw error;
  }
  return { privateKeyFile, publicKeyFile };
}

/** With its mode from the start: until it is changed, anybody could open the file. */
async function create(path: string, text: string, mode: number): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode });
}

/**
 * Renames a new file: one that is written over keeps its old mode, a link would lead elsewhere, and
 * a full disk would cost the old key.
 */
async function replace(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await create(temporary, text, mode);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
