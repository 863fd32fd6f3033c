import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Session } from './session.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newpay-keygen-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const privateFile = () => join(folder, 'newpay-private.pem');
const publicFile = () => join(folder, 'newpay-public.pem');
const read = (file: string) => readFileSync(file, 'utf8');
const modeOf = (file: string) => statSync(file).mode & 0o777;

async function keygen(...args: string[]): Promise<Session> {
  const session = new Session(['keygen', '--out', folder, ...args]);
  await session.exit;
  return session;
}

describe('The command keygen', () => {
  it('generates a key pair that OpenSSL accepts', async () => {
    expect(await (await keygen()).exit).toBe(0);

    const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8' });
    const check = ['rsa', '-check', '-noout', '-in', privateFile()];
    expect(openssl(...check)).toContain('RSA key ok');
    expect(openssl('pkey', '-in', privateFile(), '-pubout')).toBe(read(publicFile()));
    expect(openssl('pkey', '-pubin', '-in', publicFile(), '-noout', '-text')).toMatch(
      /2048 bit[^]*Exponent: 65537/,
    );
    expect(read(privateFile())).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(read(publicFile())).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });

  it.each([3072, 4096])(
    'makes one of %i bits',
    async (bits) => {
      expect(await (await keygen('--bits', String(bits))).exit).toBe(0);

      expect(createPrivateKey(read(privateFile())).asymmetricKeyDetails).toMatchObject({
        modulusLength: bits,
      });
    },
    60_000,
  );

  it('creates the private key with mode 600, independent of the umask', async () => {
    const mask = process.umask(0);
    try {
      await keygen();
    } finally {
      process.umask(mask);
    }

    expect(modeOf(privateFile())).toBe(0o600);
    expect(modeOf(publicFile())).toBe(0o644);
  });

  it('creates its folder', async () => {
    const out = join(folder, 'new', 'keys');

    expect(await new Session(['keygen', '--out', out]).exit).toBe(0);
    expect(readdirSync(out)).toEqual(['newpay-private.pem', 'newpay-public.pem']);
  });

  it('prints the public key in both formats, and the variables', async () => {
    const { stdout, stderr } = await keygen();

    const key = createPublicKey(read(publicFile()));
    expect(stderr).toBe('');
    expect(stdout).toContain(`\n${read(publicFile())}\n`);
    expect(stdout.split('\n')).toContain(
      key.export({ type: 'spki', format: 'der' }).toString('base64'),
    );
    expect(parseEnv(stdout.match(/^NEWPAY_.*$/gm)!.join('\n'))).toEqual({
      NEWPAY_PRIVATE_KEY_FILE: privateFile(),
      NEWPAY_PLATFORM_PUBLIC_KEY_FILE: '',
    });
  });

  it('never prints the private key', async () => {
    const sessions = [await keygen(), await keygen('--force'), await keygen()];

    const output = sessions.map(({ stdout, stderr }) => stdout + stderr).join('');
    const { d, p, q, dp, dq, qi } = createPrivateKey(read(privateFile())).export({ format: 'jwk' });
    const pem = read(privateFile()).split('\n').slice(1, -2);
    // The modulus stands in both halves, and in lines that begin elsewhere.
    const secrets = [d, p, q, dp, dq, qi].map((part) => part!.slice(0, 40));
    expect(output).not.toContain('PRIVATE KEY-----');
    expect([...secrets, ...pem].filter((part) => output.includes(part))).toEqual([]);
  });

  it.each([
    [['--bits', '1024'], '--bits must be 2048, 3072 or 4096, not "1024"'],
    [['--bits', ''], '--bits must be 2048, 3072 or 4096, not ""'],
    [['now'], "Unexpected argument 'now'"],
    [['--size', '2048'], "Unknown option '--size'"],
  ])('rejects %j with exit code 2', async (args, problem) => {
    const session = await keygen(...args);

    expect(await session.exit).toBe(2);
    expect(session.stderr.startsWith(problem)).toBe(true);
    expect(session.stderr).toContain('Usage: nestjs-newpay keygen');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('prints its usage for --help', async () => {
    const session = await keygen('--help');

    expect(await session.exit).toBe(0);
    expect(session.stdout).toMatch(/^Usage: nestjs-newpay keygen [^]*--bits[^]*--force/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('Existing files', () => {
  const problem = (file: string) =>
    `${file} already exists: choose another folder with --out, or replace the key pair with --force.\n`;

  it.each([
    ['both', [privateFile, publicFile], publicFile],
    ['the private half', [privateFile], privateFile],
    ['the public half', [publicFile], publicFile],
  ])('are kept: %s', async (_what, existing, named) => {
    existing.forEach((file) => writeFileSync(file(), 'mine'));

    const session = await keygen();

    expect(await session.exit).toBe(1);
    expect(session.stderr).toBe(problem(named()));
    expect(session.stdout).toBe('');
    expect(readdirSync(folder)).toHaveLength(existing.length);
    expect(existing.map((file) => read(file()))).toEqual(existing.map(() => 'mine'));
  });

  it('are kept if they are dangling links', async () => {
    symlinkSync(join(folder, 'elsewhere'), privateFile());

    const session = await keygen();

    expect(await session.exit).toBe(1);
    expect(session.stderr).toBe(problem(privateFile()));
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

  it('are replaced with --force, with the mode of a new file and not through a link', async () => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'mine');
    symlinkSync(elsewhere, publicFile());
    writeFileSync(privateFile(), 'mine');
    chmodSync(privateFile(), 0o644);

    const session = await keygen('--force');

    expect(await session.exit).toBe(0);
    expect(modeOf(privateFile())).toBe(0o600);
    expect(read(elsewhere)).toBe('mine');
    expect(createPublicKey(read(privateFile())).equals(createPublicKey(read(publicFile())))).toBe(
      true,
    );
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('leave no temporary file when they cannot be replaced', async () => {
    mkdirSync(privateFile());

    const session = await keygen('--force');

    expect(await session.exit).toBe(1);
    expect(session.stderr).toMatch(/^The key files cannot be written: EISDIR/);
    expect(readdirSync(folder)).toEqual(['newpay-private.pem']);
  });

  it('cannot be used as the folder', async () => {
    writeFileSync(publicFile(), 'mine');

    const session = new Session(['keygen', '--out', publicFile()]);

    expect(await session.exit).toBe(1);
    expect(session.stderr).toMatch(/^The key files cannot be written: EEXIST: .*mkdir/);
    expect(read(publicFile())).toBe('mine');
  });
});
