import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewPaySandboxAccount } from '../../sandbox/index.js';
import { openAccount, type SandboxAccount } from '../../sandbox/sandbox-account.js';
import { InputError } from '../command.interface.js';
import { createFile, writeKeyPair, type KeyPair } from '../key-pair-files.js';

/** Written last: without it, the other files are incomplete or of somebody else. */
const ACCOUNT = 'account.json';
const PRIVATE_KEY = 'newpay-private.pem';
const PLATFORM_PRIVATE_KEY = 'platform-private.pem';
const PLATFORM_PUBLIC_KEY = 'platform-public.pem';
const FILES = [ACCOUNT, PRIVATE_KEY, PLATFORM_PRIVATE_KEY];

/**
 * Reads the IDs and keys of a sandbox from a folder, or creates them there. Only the owner can read
 * the private keys.
 *
 * @throws {InputError} the folder has some of the files only, or cannot be used
 */
export async function openAccountFiles(folder: string): Promise<NewPaySandboxAccount> {
  return (await readAccountFiles(folder)) ?? createAccountFiles(folder);
}

/**
 * Reads the IDs and keys of a sandbox from a folder; `undefined` if it has none.
 *
 * @throws {InputError} the folder has some of the files only, or cannot be read
 */
export async function readAccountFiles(folder: string): Promise<NewPaySandboxAccount | undefined> {
  const missing = await missingIn(folder);
  if (missing.length === FILES.length) {
    return undefined;
  }
  const [first] = missing;
  if (first !== undefined) {
    throw new InputError(
      `${join(folder, first)} is missing, and the folder has other keys: restore the file, or choose another folder with --keys.`,
    );
  }
  try {
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    const { appId, merchantId } = JSON.parse(await read(ACCOUNT)) as NewPaySandboxAccount;
    const [privateKey, platformPrivateKey] = await Promise.all([
      read(PRIVATE_KEY),
      read(PLATFORM_PRIVATE_KEY),
    ]);
    const account = { appId, merchantId, privateKey, platformPrivateKey };
    // Checks the keys here, where the folder is known.
    await openAccount(account);
    return account;
  } catch (error) {
    throw unusable(folder, error);
  }
}

async function missingIn(folder: string): Promise<string[]> {
  const found = await Promise.all(
    FILES.map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return FILES.filter((_name, index) => !found[index]);
}

async function createAccountFiles(folder: string): Promise<NewPaySandboxAccount> {
  const { appId, merchantId, merchantKeys, platformKeys } = await openAccount();
  const own = pemOf(merchantKeys);
  const platform = pemOf(platformKeys);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeKeyPair(folder, own, false);
    await createFile(join(folder, PLATFORM_PUBLIC_KEY), platform.publicKey, 0o644);
    await createFile(join(folder, PLATFORM_PRIVATE_KEY), platform.privateKey, 0o600);
    await createFile(
      join(folder, ACCOUNT),
      `${JSON.stringify({ appId, merchantId }, undefined, 2)}\n`,
      0o644,
    );
  } catch (error) {
    throw unusable(folder, error);
  }
  return {
    appId,
    merchantId,
    privateKey: own.privateKey,
    platformPrivateKey: platform.privateKey,
  };
}

function pemOf({ privateKey, publicKey }: SandboxAccount['merchantKeys']): KeyPair {
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  };
}

function unusable(folder: string, error: unknown): InputError {
  return new InputError(
    `The keys in the folder ${folder} cannot be used: ${(error as Error).message}`,
    { cause: error },
  );
}
