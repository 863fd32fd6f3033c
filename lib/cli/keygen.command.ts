import { generateKeyPair } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { UsageError, type Command, type CommandContext } from './command.interface.js';
import { writeKeyPair, type KeyPairFiles } from './key-pair-files.js';
import { keygenReport } from './keygen-report.js';
import { parseArguments } from './parse-arguments.js';

const generate = promisify(generateKeyPair);

/** 2048 is the length of NewPay's own key (protocol 3), and the shortest that the library takes. */
const LENGTHS: ReadonlySet<string> = new Set(['2048', '3072', '4096']);

const OPTIONS = {
  out: { type: 'string', default: '.' },
  bits: { type: 'string', default: '2048' },
  force: { type: 'boolean', default: false },
} as const;

/** `nestjs-newpay keygen`: the merchant's key pair. */
export const keygenCommand: Command = {
  summary: 'make your RSA key pair',
  help: `Usage: nestjs-newpay keygen [--out <folder>] [--bits 2048|3072|4096] [--force]

Makes your RSA key pair, newpay-private.pem to sign with and newpay-public.pem for NewPay, and prints
the public half. The private key is written to its file, readable by you alone, and nowhere else.

Options:
  --out <folder>  where to write the two files (default: here)
  --bits <bits>   the length of the key: 2048 (default), 3072 or 4096
  --force         replace files that exist
`,
  run: keygen,
};

async function keygen(
  args: readonly string[],
  { stdout, stderr }: CommandContext,
): Promise<number> {
  const { out, bits, force } = parseArguments({ args, options: OPTIONS }).values;
  if (!LENGTHS.has(bits)) {
    throw new UsageError(`--bits must be 2048, 3072 or 4096, not "${bits}"`);
  }
  const pair = await generate('rsa', {
    modulusLength: Number(bits),
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  let files: KeyPairFiles;
  try {
    files = await writeKeyPair(resolve(out), pair, force);
  } catch (error) {
    stderr.write(`${writeProblem(error as NodeJS.ErrnoException)}\n`);
    return 1;
  }
  stdout.write(keygenReport(files, pair.publicKey));
  return 0;
}

function writeProblem({ code, syscall, path, message }: NodeJS.ErrnoException): string {
  // Of `mkdir` it is the folder's name that is taken, and --force would not help.
  return code === 'EEXIST' && syscall === 'open'
    ? `${path} exists: choose another folder with --out, or replace the pair with --force.`
    : `The keys cannot be written: ${message}`;
}
