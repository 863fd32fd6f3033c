import { readFileSync } from 'node:fs';
import { registerAs } from '@nestjs/config';
import { NewPayConfigurationError } from '../errors/index.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';

/**
 * Reads the options from the environment, for `NewPayModule.forRootAsync(newPayConfig.asProvider())`:
 * `NEWPAY_APP_ID`, `NEWPAY_MERCHANT_ID`, `NEWPAY_PRIVATE_KEY` (or `NEWPAY_PRIVATE_KEY_FILE`),
 * `NEWPAY_PLATFORM_PUBLIC_KEY` (or `NEWPAY_PLATFORM_PUBLIC_KEY_FILE`), `NEWPAY_PUBLIC_URL`,
 * `NEWPAY_BASE_URL`, `NEWPAY_TIMEOUT` and `NEWPAY_REPLAY_WINDOW` (milliseconds, or `false`),
 * `NEWPAY_SUCCESS_PAGE_URL`, `NEWPAY_FAILURE_PAGE_URL`, `NEWPAY_CANCEL_PAGE_URL`. Several platform
 * keys, or several files of them, are separated by commas.
 *
 * @throws {NewPayConfigurationError} a key's file cannot be read
 *
 * @publicApi
 */
export const newPayConfig = registerAs(
  'newpay',
  // What is missing is told by the module's own check, which names option and variable.
  (): NewPayModuleOptions => ({
    appId: variable('APP_ID') as string,
    merchantId: variable('MERCHANT_ID') as string,
    privateKey: (variable('PRIVATE_KEY') ?? keyFile('PRIVATE_KEY_FILE')) as string,
    platformPublicKey: platformKeys() as string[],
    publicUrl: variable('PUBLIC_URL'),
    pages: {
      success: variable('SUCCESS_PAGE_URL'),
      failure: variable('FAILURE_PAGE_URL'),
      cancel: variable('CANCEL_PAGE_URL'),
    },
    baseUrl: variable('BASE_URL'),
    timeout: milliseconds('TIMEOUT'),
    replayWindow: variable('REPLAY_WINDOW') === 'false' ? false : milliseconds('REPLAY_WINDOW'),
  }),
);

/** A variable's value; set to nothing is the same as not set. */
function variable(name: string): string | undefined {
  return process.env[`NEWPAY_${name}`]?.trim() || undefined;
}

function milliseconds(name: string): number | undefined {
  const text = variable(name);
  return text === undefined ? undefined : Number(text);
}

function platformKeys(): string[] | undefined {
  const keys = list(variable('PLATFORM_PUBLIC_KEY'));
  return (
    keys ??
    list(variable('PLATFORM_PUBLIC_KEY_FILE'))?.map((path) =>
      readKey('PLATFORM_PUBLIC_KEY_FILE', path),
    )
  );
}

function list(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

function keyFile(name: string): string | undefined {
  const path = variable(name);
  return path === undefined ? undefined : readKey(name, path);
}

function readKey(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    // Neither the path nor the cause, which quotes it: it may be the key itself, pasted by mistake.
    const { code } = cause as NodeJS.ErrnoException;
    throw new NewPayConfigurationError(
      `NEWPAY_${name}`,
      `names a file that cannot be read (${code}): give the path of a PEM file`,
    );
  }
}
