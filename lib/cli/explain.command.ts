import type { KeyObject } from 'node:crypto';
import { loadPublicKey } from '../protocol/keys/rsa-key.js';
import { NewPayConfigurationError } from '../errors/index.js';
import { NewPaySignature } from '../explain/newpay-signature.js';
import { InputError, UsageError, type Command, type CommandContext } from './command.interface.js';
import { explanationText } from './explanation-text.js';
import { parseArguments } from './parse-arguments.js';
import { readInput, readInputFile } from './read-input.js';

const OPTIONS = {
  key: { type: 'string', multiple: true },
  mask: { type: 'boolean' },
  json: { type: 'boolean' },
  v2: { type: 'boolean' },
} as const;

/** `nestjs-newpay explain`: explains the signature of a message. */
export const explainCommand: Command = {
  summary: 'explain why a signature is valid or not',
  help: `Usage: nestjs-newpay explain [<file>] --key <file> [--key <file> ...] [--v2] [--mask] [--json]

Explains whether the signature of a callback, of an answer or of your own request is valid, and if it
is not, why.

  <file>        the raw body, unchanged (default, or with -: standard input)

Options:
  --key <file>  the public key of the signer: NewPay's, or yours for a request. May be repeated
  --v2          a message of API v2: try every form in which objects inside may be signed
  --mask        show *** in place of values
  --json        print JSON

Exit code: 0 if the signature is valid, 1 if it is not, 2 if the input cannot be read.
`,
  run: explain,
};

async function explain(args: readonly string[], context: CommandContext): Promise<number> {
  const { positionals, values } = parseArguments({
    args,
    options: OPTIONS,
    allowPositionals: true,
  });
  const [file, ...surplus] = positionals;
  if (surplus.length > 0) {
    throw new UsageError('explain takes one file');
  }
  if (!values.key) {
    throw new UsageError('--key is missing: give the file with the public key of the signer');
  }
  const platformPublicKey = await readKeys(values.key, context);
  const body = await readBody(file, context);
  const explanation = NewPaySignature.explain(body, {
    platformPublicKey,
    mask: values.mask,
    api: values.v2 ? 'v2' : 'v1',
  });
  context.stdout.write(
    values.json
      ? `${JSON.stringify(explanation, undefined, 2)}\n`
      : explanationText(explanation, values.key),
  );
  return explanation.verified ? 0 : 1;
}

async function readKeys(
  paths: readonly string[],
  { signal }: CommandContext,
): Promise<readonly KeyObject[]> {
  const keys: KeyObject[] = [];
  for (const path of paths) {
    keys.push(keyIn(await readInputFile(path, signal), path));
  }
  return keys;
}

function keyIn(material: Buffer, path: string): KeyObject {
  try {
    return loadPublicKey(material, `--key ${path}`);
  } catch (error) {
    throw error instanceof NewPayConfigurationError
      ? new InputError(error.message, { cause: error })
      : error;
  }
}

async function readBody(
  file: string | undefined,
  { stdin, signal }: CommandContext,
): Promise<Buffer> {
  return file === undefined || file === '-'
    ? readInput(stdin, 'Standard input', signal)
    : readInputFile(file, signal);
}
