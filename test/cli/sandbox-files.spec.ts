import { chmod, mkdtemp, readFile, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { RawMerchant } from '../sandbox/raw-merchant.js';
import { Session } from './session.js';

let folder: string;
let sessions: Session[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'newpay-'));
  sessions = [];
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => end(session)));
  await rm(folder, { recursive: true });
});

function open(...args: string[]): Session {
  const session = new Session(['sandbox', '--port', '0', ...args]);
  sessions.push(session);
  return session;
}

async function end(session: Session): Promise<void> {
  session.interrupt();
  await session.exit;
}

const at = (name: string) => join(folder, name);
const modeOf = async (name: string) => ((await stat(at(name))).mode & 0o777).toString(8);
const variablesIn = async (name: string) => parseEnv(await readFile(at(name), 'utf8'));

async function merchantOf(name: string): Promise<RawMerchant> {
  const env = await variablesIn(name);
  return new RawMerchant({
    appId: env['NEWPAY_APP_ID']!,
    merchantId: env['NEWPAY_MERCHANT_ID']!,
    privateKey: env['NEWPAY_PRIVATE_KEY']!,
    platformPublicKey: env['NEWPAY_PLATFORM_PUBLIC_KEY']!,
    baseUrl: env['NEWPAY_BASE_URL']!,
  });
}

describe('sandbox --env', () => {
  it('creates a file that only its owner can read, with the variables of the sandbox.', async () => {
    const session = open('--env', at('.env'));
    const greeting = await session.greeting();

    expect(greeting).toContain('added NEWPAY_APP_ID, ');
    expect(greeting).not.toContain('PRIVATE KEY-----');
    expect(await modeOf('.env')).toBe('600');
    expect(await variablesIn('.env')).toHaveProperty('NEWPAY_PUBLIC_URL', 'http://127.0.0.1:3000');
    await expect((await merchantOf('.env')).order()).resolves.toHaveProperty('payUrl');
  });

  it('keeps the other lines and the mode of a file, and follows a link to it.', async () => {
    await writeFile(at('real'), '# shop\nPORT=80\nNEWPAY_PUBLIC_URL=http://a.test\n');
    await chmod(at('real'), 0o640);
    await symlink(at('real'), at('.env'));

    await open('--env', at('.env')).greeting();

    expect(await readFile(at('real'), 'utf8')).toMatch(
      /^# shop\nPORT=80\nNEWPAY_PUBLIC_URL=http:\/\/a\.test\nNEWPAY_APP_ID=/,
    );
    expect(await modeOf('real')).toBe('640');
  });

  it('changes nothing at the next start with the same keys and port.', async () => {
    const first = open('--env', at('.env'), '--keys', at('keys'));
    await first.greeting();
    await end(first);
    const before = await readFile(at('.env'), 'utf8');
    const { port } = new URL((await variablesIn('.env'))['NEWPAY_BASE_URL']!);

    const second = new Session([
      'sandbox',
      '--port',
      port,
      '--env',
      at('.env'),
      '--keys',
      at('keys'),
    ]);
    sessions.push(second);

    expect(await second.greeting()).toContain(`${at('.env')} has the variables already.`);
    expect(await readFile(at('.env'), 'utf8')).toBe(before);
  });

  it('comments out a key file, which an app does not accept beside a key.', async () => {
    await writeFile(
      at('.env'),
      'NEWPAY_BASE_URL=http://127.0.0.1:1\nNEWPAY_PRIVATE_KEY_FILE=old.pem\n',
    );

    const greeting = await open('--env', at('.env')).greeting();

    expect(greeting).toContain('commented out NEWPAY_PRIVATE_KEY_FILE');
    expect(await readFile(at('.env'), 'utf8')).toContain('\n# NEWPAY_PRIVATE_KEY_FILE=old.pem\n');
  });

  it.each([
    'NEWPAY_PRIVATE_KEY=real\n',
    'NEWPAY_PRIVATE_KEY_FILE=real.pem\n',
    'NEWPAY_BASE_URL=https://prod-openapi.newpay.la\nNEWPAY_PRIVATE_KEY="real\nkey"\n',
  ])('does not change a file with keys for the real NewPay: %j.', async (text) => {
    await writeFile(at('.env'), text);
    const session = open('--env', at('.env'));

    expect(await session.exit).toBe(2);
    expect(session.stderr).toContain('so it is for the real NewPay and is not changed');
    expect(session.stderr).not.toContain('key"');
    expect(await readFile(at('.env'), 'utf8')).toBe(text);
  });
});

it('sandbox --env does not change a file with an open quote, which would swallow the variables.', async () => {
  await writeFile(at('.env'), 'A="x\n');
  const session = open('--env', at('.env'));

  expect(await session.exit).toBe(2);
  expect(session.stderr).toMatch(
    / is not changed, because NEWPAY_\w+ could not be read from it: close the open quote/,
  );
  expect(await readFile(at('.env'), 'utf8')).toBe('A="x\n');
});

describe('sandbox --keys', () => {
  it('keeps IDs and keys from run to run, in files that only their owner can read.', async () => {
    const first = open('--keys', at('keys'), '--env', at('1.env'));
    expect(await first.greeting()).toContain('stay the same at the next start');
    await end(first);
    await open('--keys', at('keys'), '--env', at('2.env')).greeting();

    const { NEWPAY_BASE_URL: _old, ...before } = await variablesIn('1.env');
    const { NEWPAY_BASE_URL: _new, ...after } = await variablesIn('2.env');
    expect(after).toEqual(before);
    expect(await modeOf('keys')).toBe('700');
    expect(await modeOf('keys/newpay-private.pem')).toBe('600');
    expect(await modeOf('keys/platform-private.pem')).toBe('600');
    await expect((await merchantOf('2.env')).order()).resolves.toHaveProperty('payUrl');
  });

  it.each(['account.json', 'newpay-private.pem', 'platform-private.pem'])(
    'does not start without the file %s, and does not replace the others.',
    async (name) => {
      const first = open('--keys', at('keys'));
      await first.greeting();
      await end(first);
      await unlink(at(`keys/${name}`));

      const second = open('--keys', at('keys'));

      expect(await second.exit).toBe(2);
      expect(second.stderr).toBe(
        `${at(`keys/${name}`)} is missing, and the folder has other keys: restore the file, or choose another folder with --keys.\n`,
      );
    },
  );

  it('does not take keys that were made with keygen for its own.', async () => {
    await new Session(['keygen', '--out', at('keys')]).exit;
    const session = open('--keys', at('keys'));

    expect(await session.exit).toBe(2);
    expect(session.stderr).toContain('account.json is missing');
  });
});

it('The sandbox prints one line for each request, result and delivery, and escapes what others wrote.', async () => {
  const session = open('--env', at('.env'));
  await session.greeting();
  const merchant = await merchantOf('.env');
  const { orderNo, payUrl } = await merchant.order();
  await merchant.post({ ...merchant.parameters({ orderNo: 'x\u001b[31m\nred' }), sign: 'AAAA' });
  await fetch(`${payUrl}/pay`, { method: 'POST', redirect: 'manual' });
  await until(() => session.stdout.includes('not acknowledged'));

  const [, log = ''] = session.stdout.split('Its orders are lost.\n\n');
  const lines = log.trim().split('\n');
  const time = String.raw`\d\d:\d\d:\d\d`;
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(new RegExp(`^${time}  request +createOrder ${orderNo} · HTTP 200$`));
  expect(lines[1]).toMatch(
    new RegExp(
      `^${time}  refused +createOrder x\\\\u\\{1b\\}\\[31m\\\\u\\{a\\}red · .*INVALID_SIGNATURE: `,
    ),
  );
  expect(lines[2]).toMatch(new RegExp(`^${time}  paid +${orderNo}$`));
  expect(lines[3]).toMatch(
    new RegExp(`^${time}  callback +${orderNo} · http.* · no answer .* · next delivery in 300 s$`),
  );
  expect(log).not.toContain('\u001b');
});

it('The sandbox warns loudly when it listens on other addresses, and gives the app one of this machine.', async () => {
  const session = open('--host', '0.0.0.0', '--allow-host', 'sandbox', '--env', at('.env'));
  const greeting = await session.greeting();

  expect(session.stderr).toBe(
    'WARNING: the sandbox listens on 0.0.0.0: everybody in the network can see its orders and pay them.\n',
  );
  const env = await variablesIn('.env');
  expect(env['NEWPAY_BASE_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(env).not.toHaveProperty('NEWPAY_INSECURE_BASE_URL');
  expect(greeting).toMatch(/^NewPay sandbox: http:\/\/\d/);
});

it('The sandbox tells an app in another container to allow plain http.', async () => {
  const args = ['--host', '0.0.0.0', '--base-url', 'http://sandbox:4010', '--env', at('.env')];
  await open(...args).greeting();

  expect(await variablesIn('.env')).toMatchObject({
    NEWPAY_BASE_URL: 'http://sandbox:4010',
    NEWPAY_INSECURE_BASE_URL: 'true',
  });
});
