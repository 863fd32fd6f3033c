import { existsSync } from 'node:fs';
import { visibleText } from '../../errors/escape-invisible.js';
import { isWebAddress } from '../../protocol/web-address.js';
import { InputError, UsageError, type Command, type CommandContext } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import type { Finding } from './finding.interface.js';

const DEFAULT_FILE = '.env';

const OPTIONS = { env: { type: 'string' }, callback: { type: 'string' } } as const;

/** `nestjs-newpay doctor`: checks the environment of an app. */
export const doctorCommand: Command = {
  summary: 'check the environment variables, NewPay and the callback URL of your app',
  help: `Usage: nestjs-newpay doctor [--env <file>] [--callback <url or path>]

Reads the environment variables as newPayConfig does, and checks the IDs, the keys and the URLs. Then it
sends a signed query for an order that does not exist to NewPay (or to the sandbox), and an unsigned
callback to your app, which must run. No order is created. No key is printed.

Options:
  --env <file>        the file of the variables (default .env, if it exists); variables that are set already
                      come first, as in the app
  --callback <value>  the URL of the callback, or its path below NEWPAY_PUBLIC_URL with the global prefix
                      of your app (default newpay/callback)

Each line begins with "ok", "warning" or "FAIL".
Exit code: 0 if nothing fails, 1 if something fails, 2 if the file cannot be read.
`,
  run: doctor,
};

async function doctor(args: readonly string[], context: CommandContext): Promise<number> {
  const { env, callback } = parseArguments({ args, options: OPTIONS }).values;
  if (callback?.includes('://') && !isWebAddress(callback)) {
    throw new UsageError('--callback must be an http(s) URL or a path');
  }
  const file = env ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  loadVariables(file);
  context.stdout.write(`Variables: the environment${file === undefined ? '' : `, then ${file}`}\n`);
  // Loaded here, because the other commands do not need Nest.
  const { examine } = await import('./examine.js');
  let hasFailed = false;
  for await (const finding of examine({ callback, signal: context.signal })) {
    hasFailed ||= finding.verdict === 'FAIL';
    context.stdout.write(lineOf(finding));
  }
  return hasFailed ? 1 : 0;
}

function loadVariables(file: string | undefined): void {
  if (file === undefined) {
    return;
  }
  try {
    process.loadEnvFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`The file ${file} cannot be read (${code}).`, { cause: error });
  }
}

function lineOf({ verdict, text }: Finding): string {
  return `${verdict.padEnd(8)} ${visibleText(text)}\n`;
}
