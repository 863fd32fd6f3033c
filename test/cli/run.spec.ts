import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CallbackEndpoint, refuse } from '../sandbox/callback-endpoint.js';
import { until } from '../support/until.js';
import { RawV2Merchant, UNI_QUERY_PAY } from '../sandbox/raw-v2-merchant.js';
import { RawMerchant } from '../sandbox/raw-merchant.js';
import { Session } from './session.js';

describe('The command line', () => {
  it.each(['--version', '-v', 'version'])(
    'prints the version of the package for %s',
    async (name) => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      const session = new Session([name]);

      expect(await session.exit).toBe(0);
      expect(session.stdout).toBe(`${version}\n`);
    },
  );

  it('prints the help of a command for help <command>', async () => {
    const [help, option] = [new Session(['help', 'keygen']), new Session(['keygen', '--help'])];

    expect(await Promise.all([help.exit, option.exit])).toEqual([0, 0]);
    expect(help.stdout).toMatch(/^Usage: nestjs-newpay keygen /);
    expect(help.stdout).toBe(option.stdout);
  });

  it.each(['help', '--help', '-h'])('lists its commands for %s', async (option) => {
    const session = new Session([option]);

    expect(await session.exit).toBe(0);
    expect(session.stdout).toMatch(/^Usage: nestjs-newpay <command>/);
    expect(session.stdout).toContain('  sandbox ');
    expect(session.stdout).toContain('  keygen ');
    expect(session.stdout).toContain('  explain ');
    expect(session.stderr).toBe('');
  });

  it.each([
    [['bogus'], 'Unknown command "bogus".'],
    [[], 'A command is missing.'],
    [['constructor'], 'Unknown command "constructor".'],
    [['help', 'bogus'], 'Unknown command "bogus".'],
  ])('rejects %j with exit code 2', async (args, problem) => {
    const session = new Session(args);

    expect(await session.exit).toBe(2);
    expect(session.stderr).toMatch(new RegExp(`^${problem}\n\nUsage: nestjs-newpay <command>`));
    expect(session.stdout).toBe('');
  });

  it('prints the usage of a command for --help', async () => {
    const session = new Session(['sandbox', '--help']);

    expect(await session.exit).toBe(0);
    expect(session.stdout).toMatch(/^Usage: nestjs-newpay sandbox [^]*--port[^]*4010/);
  });

  it.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['now'], "Unexpected argument 'now'"],
    [['--port', 'high'], '--port must be a number from 0 to 65535, not "high"'],
    [['--port', '65536'], '--port must be a number from 0 to 65535, not "65536"'],
    [['--port', ''], '--port must be a number from 0 to 65535, not ""'],
    [['--retry', '10;60'], '--retry must be whole seconds, such as 10,60, not "10;60"'],
    [['--retry', '-1'], "Option '--retry' argument is ambiguous"],
    [['--host', 'sandbox'], '--host must be an IP address of this machine, or 0.0.0.0 for all'],
    [['--base-url', 'sandbox'], 'baseUrl must be an http(s) URL without a path'],
    [['--allow-host', 'a/b'], 'allowedHosts must contain host names'],
  ])('rejects sandbox %j with exit code 2', async (args, problem) => {
    const session = new Session(['sandbox', ...args]);

    expect(await session.exit).toBe(2);
    expect(session.stderr.startsWith(problem)).toBe(true);
    expect(session.stderr).toContain('Usage: nestjs-newpay sandbox');
    expect(session.stdout).toBe('');
  });
});

describe('The command sandbox', () => {
  let session: Session;

  afterEach(async () => {
    session.interrupt();
    await session.exit;
  });

  function credentialsIn(greeting: string) {
    const env = parseEnv(greeting.match(/^NEWPAY_.*$/gm)!.join('\n'));
    return {
      appId: env['NEWPAY_APP_ID']!,
      merchantId: env['NEWPAY_MERCHANT_ID']!,
      privateKey: env['NEWPAY_PRIVATE_KEY']!,
      platformPublicKey: env['NEWPAY_PLATFORM_PUBLIC_KEY']!,
      baseUrl: env['NEWPAY_BASE_URL']!,
    };
  }

  it('prints variables that an app can use unchanged', async () => {
    session = new Session(['sandbox', '--port', '0']);

    const credentials = credentialsIn(await session.greeting());

    expect(session.stdout.split('\n', 1)[0]).toBe(`NewPay sandbox: ${credentials.baseUrl}`);
    await expect(new RawMerchant(credentials).order()).resolves.toMatchObject({
      payUrl: expect.any(String),
    });
  });

  it('prints one line for each variable, including keys', async () => {
    session = new Session(['sandbox', '--port', '0']);

    const lines = (await session.greeting()).split('\n');

    expect(lines).toContainEqual(
      expect.stringMatching(
        /^NEWPAY_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\n.*\\n-----END PRIVATE KEY-----"$/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^NEWPAY_PLATFORM_PUBLIC_KEY="-----BEGIN PUBLIC KEY-----\\n.*"$/),
    );
    expect(lines).toContain('NEWPAY_PUBLIC_URL=http://127.0.0.1:3000');
  });

  it('prints options that are valid JavaScript', async () => {
    session = new Session(['sandbox', '--port', '0']);

    const greeting = await session.greeting();

    const snippet = /NewPayModule\.forRoot\((\{[^]*?\})\)/.exec(greeting)![1];
    const options: unknown = runInNewContext(`(${snippet})`);
    expect(options).toEqual({
      ...credentialsIn(greeting),
      publicUrl: 'http://127.0.0.1:3000',
      pages: {
        success: 'http://127.0.0.1:3000/success',
        failure: 'http://127.0.0.1:3000/failure',
        cancel: 'http://127.0.0.1:3000/cancel',
      },
    });
  });

  it('prints the variable and the option of API v2 with --api v2, and signs in the form of --nested', async () => {
    session = new Session(['sandbox', '--port', '0', '--api', 'v2', '--nested', 'java']);

    const greeting = await session.greeting();

    const { baseUrl, ...ids } = credentialsIn(greeting);
    expect(greeting).toContain(`\nNEWPAY_V2_BASE_URL=${baseUrl}\n`);
    const snippet = /NewPayModule\.forRoot\((\{[^]*?\})\)/.exec(greeting)![1];
    expect(runInNewContext(`(${snippet})`)).toMatchObject({ baseUrl, v2: { baseUrl } });
    const merchant = new RawV2Merchant({ baseUrl, ...ids }, 'java');
    const { mchOrderNo } = await merchant.order({ extraParam: { userId: '1', wxCode: 'x' } });
    const answer = await merchant.callAsText(UNI_QUERY_PAY, { mchOrderNo });
    expect(merchant.accepts(answer)).toBe(true);
  });

  it.each([
    [['--api', 'v3'], '--api must be v1 or v2, not "v3"'],
    [['--nested', 'auto'], '--nested must be one of wire, json, '],
  ])('refuses %j', async (args, problem) => {
    session = new Session(['sandbox', '--port', '0', ...args]);

    expect(await session.exit).toBe(2);
    expect(session.stderr).toContain(problem);
  });

  it('delivers callbacks again after the seconds of --retry', async () => {
    session = new Session(['sandbox', '--port', '0', '--retry', '0,0']);
    const greeting = await session.greeting();
    expect(greeting).toContain('does not acknowledge is delivered again');
    const shop = await CallbackEndpoint.start();
    shop.next.push(refuse, refuse, refuse, refuse);
    const merchant = new RawMerchant(credentialsIn(greeting), shop.url);

    const { payUrl } = await merchant.order();
    await fetch(`${payUrl}/pay`, { method: 'POST', redirect: 'manual' });
    await until(() => shop.received.length === 3);
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(shop.received).toHaveLength(3);
    await shop.stop();
  });

  it('runs until it is interrupted, then exits with 0', async () => {
    session = new Session(['sandbox', '--port', '0']);
    const { baseUrl } = credentialsIn(await session.greeting());
    expect((await fetch(baseUrl)).status).toBe(200);

    session.interrupt();

    expect(await session.exit).toBe(0);
    await expect(fetch(baseUrl)).rejects.toThrow('fetch failed');
    expect(session.stderr).toBe('');
  });

  it('exits with 0 when it is interrupted while it starts', async () => {
    session = new Session(['sandbox', '--port', '0']);

    session.interrupt();

    expect(await session.exit).toBe(0);
  });

  it('names the remedy if its port is in use', async () => {
    session = new Session(['sandbox', '--port', '0']);
    const { port } = new URL(credentialsIn(await session.greeting()).baseUrl);

    const second = new Session(['sandbox', '--port', port]);

    expect(await second.exit).toBe(1);
    expect(second.stderr).toBe(
      `Port ${port} is in use: choose another one with --port, or stop the program that uses it.\n`,
    );
    expect(second.stdout).toBe('');
  });
});
