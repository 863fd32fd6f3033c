import { generateKeyPair } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { UsageError, type Command, type CommandContext } from './command.interface.js';
import { writeKeyPair, type KeyPairFiles } from './key-pair-files.js';
import { keygenReport } from './keygen-report.js';
import { parseArguments } from './parse-arguments.js';

const generate = promisify(generateKeyPair);

/** 2048 is the length of NewPay's own key (protocol 3) and the minimum of this package. */
const LENGTHS: ReadonlySet<string> = new Set(['2048', '3072', '4096']);

const OPTIONS = {
  out: { type: 'string', default: '.' },
  bits: { type: 'string', default: '2048' },
  force: { type: 'boolean', default: false },
} as const;

/** `nestjs-newpay keygen`: generates the merchant's key pair. */
export const keygenCommand: Command = {
  summary: 'generate your RSA key pair',
  help: `Usage: nestjs-newpay keygen [--out <folder>] [--bits 2048|3072|4096] [--force]

Generates your RSA key pair: newpay-private.pem, which signs, and newpay-public.pem, which you give to
NewPay. Prints the public key. The private key is written only to its file, which only you can read.

Options:
  --out <folder>  the folder of the two files (default: the current one)
  --bits <bits>   the length of the key: 2048 (default), 3072 or 4096
  --force         replace existing files
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
  // An EEXIST of `mkdir` means that the folder is a file; --force would not help.
  return code === 'EEXIST' && syscall === 'open'
    ? `${path} already exists: choose another folder with --out, or replace the key pair with --force.`
    : `The key files cannot be written: ${message}`;
}
