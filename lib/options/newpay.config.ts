import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { registerAs } from '@nestjs/config';
import { NewPayConfigurationError } from '../errors/index.js';
import { loggerFor } from '../registration/registration-logger.js';
import { unknownVariables, VARIABLES } from './environment-variables.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { shownPath } from './path-in-message.js';

/**
 * Reads the options from the environment, for
 * `NewPayModule.forRootAsync(newPayConfig.asProvider())`: `NEWPAY_APP_ID`, `NEWPAY_MERCHANT_ID`,
 * `NEWPAY_PRIVATE_KEY` (or `NEWPAY_PRIVATE_KEY_FILE`), `NEWPAY_PLATFORM_PUBLIC_KEY` (or
 * `NEWPAY_PLATFORM_PUBLIC_KEY_FILE`), `NEWPAY_PUBLIC_URL`, `NEWPAY_BASE_URL`,
 * `NEWPAY_INSECURE_BASE_URL` (`true` or `false`), `NEWPAY_V2_BASE_URL`, `NEWPAY_TIMEOUT` and `NEWPAY_REPLAY_WINDOW`
 * (milliseconds, or `false`), `NEWPAY_SUCCESS_PAGE_URL`, `NEWPAY_FAILURE_PAGE_URL`,
 * `NEWPAY_CANCEL_PAGE_URL`. Several platform keys, or several files of them, are separated by
 * commas. White space around a value is removed. A variable with another name that starts with
 * `NEWPAY_` is reported in a warning.
 *
 * @throws {NewPayConfigurationError} a key file cannot be read, both a key and its file are set, or
 * a number or flag is not valid
 *
 * @publicApi
 */
export const newPayConfig = registerAs('newpay', (): NewPayModuleOptions => {
  warnOfUnknownVariables();
  // The module reports missing options itself, with the name of the option and of the variable.
  return {
    appId: variable('appId') as string,
    merchantId: variable('merchantId') as string,
    privateKey: privateKey() as string,
    platformPublicKey: platformKeys() as string[],
    publicUrl: variable('publicUrl'),
    pages: {
      success: variable('successPage'),
      failure: variable('failurePage'),
      cancel: variable('cancelPage'),
    },
    baseUrl: variable('baseUrl'),
    insecureBaseUrl: flag('insecureBaseUrl'),
    v2: v2Options(),
    timeout: milliseconds('timeout', 'such as 10000'),
    replayWindow: replayWindow(),
  };
});

type Variable = keyof typeof VARIABLES;

/** The value of a variable; an empty one counts as not set. */
function variable(name: Variable): string | undefined {
  return process.env[VARIABLES[name]]?.trim() || undefined;
}

function v2Options(): NewPayModuleOptions['v2'] {
  const baseUrl = variable('v2BaseUrl');
  return baseUrl === undefined ? undefined : { baseUrl };
}

function replayWindow(): number | false | undefined {
  return variable('replayWindow')?.toLowerCase() === 'false'
    ? false
    : milliseconds('replayWindow', 'such as 86400000, or false');
}

function milliseconds(name: 'timeout' | 'replayWindow', example: string): number | undefined {
  const text = variable(name);
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (Number.isNaN(value)) {
    throw new NewPayConfigurationError(
      name,
      `must be a whole number of milliseconds, ${example}: ${VARIABLES[name]} is not a number`,
    );
  }
  return value;
}

function flag(name: 'insecureBaseUrl'): boolean | undefined {
  const text = variable(name)?.toLowerCase();
  if (text !== undefined && text !== 'true' && text !== 'false') {
    throw new NewPayConfigurationError(
      name,
      `must be true or false: ${VARIABLES[name]} is neither`,
    );
  }
  return text === undefined ? undefined : text === 'true';
}

function privateKey(): string | Buffer | undefined {
  refuseBoth('privateKey', 'privateKeyFile');
  const path = variable('privateKeyFile');
  return path === undefined ? variable('privateKey') : readKey('privateKeyFile', path);
}

function platformKeys(): (string | Buffer)[] | undefined {
  refuseBoth('platformPublicKey', 'platformPublicKeyFile');
  return (
    list(variable('platformPublicKey')) ??
    list(variable('platformPublicKeyFile'))?.map((path) => readKey('platformPublicKeyFile', path))
  );
}

/** A silent precedence of one over the other could sign with the wrong key. */
function refuseBoth(key: Variable, file: Variable): void {
  if (variable(key) !== undefined && variable(file) !== undefined) {
    throw new NewPayConfigurationError(
      [VARIABLES[key], VARIABLES[file]],
      'are both set: remove one of them',
    );
  }
}

/** Splits at commas; empty parts, as after a trailing comma, are dropped. */
function list(text: string | undefined): string[] | undefined {
  const parts = text?.split(',').map((part) => part.trim());
  return parts?.filter((part) => /[^"'`\s]/.test(part));
}

/** Reads a key file as bytes, because it may be DER. */
function readKey(name: 'privateKeyFile' | 'platformPublicKeyFile', given: string): Buffer {
  const path = given.replaceAll(/^["'`]+|["'`]+$/g, '');
  const shown = shownPath(path);
  const named = shown === undefined ? '' : `, ${shown}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path.startsWith('file://') ? fileURLToPath(path) : path);
  } catch (cause) {
    // Without the cause: its message quotes the path, which may be a key that was pasted by
    // mistake.
    const { code } = cause as NodeJS.ErrnoException;
    throw new NewPayConfigurationError(
      VARIABLES[name],
      `names a file that cannot be read (${code}${named}): set it to the path of a PEM file`,
    );
  }
  if (bytes.toString('latin1').trim() === '') {
    throw new NewPayConfigurationError(
      VARIABLES[name],
      `names an empty file${named}: set it to the path of a PEM file`,
    );
  }
  return bytes;
}

function warnOfUnknownVariables(): void {
  const logger = loggerFor('NewPayModule');
  for (const { name, suggestion } of unknownVariables(Object.keys(process.env))) {
    logger.warn(
      `The environment variable ${name} is not read by newPayConfig: ${suggestion === undefined ? 'see docs/configuration.md for those that are.' : `did you mean ${suggestion}?`}`,
    );
  }
}
