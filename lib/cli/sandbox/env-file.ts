import { randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { VARIABLES } from '../../options/environment-variables.js';
import { unreachableBecause } from '../../options/url-reachability.js';
import { InputError } from '../command.interface.js';
import type { AppVariables } from './app-variables.js';
import { changeEnv, envValue, type ChangedEnv } from './env-text.js';

/** The file has the private key of the app. */
const NEW_FILE_MODE = 0o600;

/** Both a key and its file are an error in the app. */
const KEY_FILES = [VARIABLES.privateKeyFile, VARIABLES.platformPublicKeyFile];

/**
 * Writes the variables of a sandbox into an environment file, and creates it if necessary. The URLs of
 * the app are written only if they are missing. Nothing is written if nothing changes.
 *
 * @throws {InputError} the file has keys for NewPay's real address, has an open quote, or cannot be
 * used
 */
export async function updateEnvFile(
  file: string,
  { ofSandbox, ofApp }: AppVariables,
): Promise<ChangedEnv> {
  try {
    const path = await realPathOf(file);
    const before = path === undefined ? '' : await readFile(path, 'utf8');
    requireNoRealKey(file, before, ofSandbox);
    const stale = VARIABLES.insecureBaseUrl in ofSandbox ? [] : [VARIABLES.insecureBaseUrl];
    const disable = [...KEY_FILES, ...stale];
    const changed = changeEnv(before, { set: ofSandbox, defaults: ofApp, disable });
    requireReadable(file, changed.text, ofSandbox);
    if (changed.text !== before) {
      await replaceFile(path ?? file, changed.text, path);
    }
    return changed;
  } catch (error) {
    throw error instanceof InputError
      ? error
      : new InputError(`The file ${file} cannot be written: ${(error as Error).message}`, {
          cause: error,
        });
  }
}

/** A key of the real NewPay must not be lost: the file may be the only place that has it. */
function requireNoRealKey(file: string, text: string, ofSandbox: AppVariables['ofSandbox']): void {
  const key = [VARIABLES.privateKey, VARIABLES.privateKeyFile].find(
    (name) => (envValue(text, name) ?? '') !== '',
  );
  const isOwn = `"${envValue(text, VARIABLES.privateKey)}"` === ofSandbox[VARIABLES.privateKey];
  const baseUrl = envValue(text, VARIABLES.baseUrl) ?? '';
  const isReal = baseUrl === '' || unreachableBecause(baseUrl) === undefined;
  if (key !== undefined && !isOwn && isReal) {
    throw new InputError(
      `${file} has ${key} and ${baseUrl === '' ? `no ${VARIABLES.baseUrl}` : `${VARIABLES.baseUrl}=${baseUrl}`}, so it is for the real NewPay and is not changed: name another file, or remove ${key} from it.`,
    );
  }
}

/** A quote that is never closed earlier in the file makes a variable a part of another value. */
function requireReadable(file: string, text: string, ofSandbox: AppVariables['ofSandbox']): void {
  const lost = Object.entries(ofSandbox).find(
    ([name, value]) => envValue(text, name) !== value.replaceAll('"', ''),
  );
  if (lost) {
    throw new InputError(
      `${file} is not changed, because ${lost[0]} could not be read from it: close the open quote before it.`,
    );
  }
}

/** The file behind symbolic links; `undefined` if there is none. */
async function realPathOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** Writes a new file and renames it, so that a full disk or a crash does not lose the old one. */
async function replaceFile(file: string, text: string, old: string | undefined): Promise<void> {
  const mode = old === undefined ? NEW_FILE_MODE : (await stat(old)).mode & 0o777;
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
