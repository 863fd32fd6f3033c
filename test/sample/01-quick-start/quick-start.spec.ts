import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { AppProcess } from '../../support/app-process.js';
import { freePort } from '../../support/free-port.js';
import { sandboxVariables } from '../../support/sandbox-variables.js';

jest.setTimeout(60_000);

const sample = path.resolve(import.meta.dirname, '../../../sample/01-quick-start');
let port: number;
let url: string;
let app: AppProcess | undefined;

beforeEach(async () => {
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
});

afterEach(() => app?.kill('SIGKILL'));

it('npm start creates an order at the sandbox, and the listener receives newpay.paid and newpay.failed.', async () => {
  app = await start({ command: await scriptOf('start'), cwd: sample });

  for (const [button, state, returnsTo, message] of [
    ['pay', 'paid', 'success', / is paid: 50000\.00 LAK/],
    ['fail', 'failed', 'failure', /The payment of order \S+ failed/],
    ['cancel', 'pending', 'cancel', /Open http/],
  ] as const) {
    const cashier = await buy();
    expect(await newestState()).toBe('pending');

    const pressed = await post(`${cashier}/${button}`);

    const page = pressed.headers.get('location') ?? '';
    expect(page).toBe(`${url}/${returnsTo}`);
    expect(await (await fetch(page)).text()).toContain('You are back from NewPay.');
    expect(await newestState()).toBe(state);
    expect(app.output).toMatch(message);
  }
});

it('npm run start:prod reads the variables of .env.example from a .env file.', async () => {
  const sandbox = await NewPaySandbox.start();
  const cwd = await mkdtemp(path.join(tmpdir(), 'quick-start-'));
  try {
    await writeFile(path.join(cwd, '.env'), await filledExample(sandboxVariables(sandbox)));
    app = await start({ command: await scriptOf('start:prod'), cwd });

    const cashier = await buy();
    await post(`${cashier}/pay`);

    expect(cashier).toContain(`${sandbox.credentials.baseUrl}/cashier/`);
    expect(await newestState()).toBe('paid');
    // A variable that the app does not read is named in a warning.
    expect(app.output).not.toContain('NEWPAY_');
  } finally {
    await sandbox.stop();
    await rm(cwd, { recursive: true });
  }
});

interface Start {
  readonly command: string;
  readonly cwd: string;
}

/** Runs a command of package.json from the sources, in place of what the build makes of them. */
function start({ command, cwd }: Start): Promise<AppProcess> {
  const [, preloaded, main] = /^node (?:--import (\S+) )?dist\/(\S+)\.js$/.exec(command) ?? [];
  const imports = preloaded === undefined ? [] : [new URL(preloaded, `file://${sample}/`)];
  return AppProcess.start(path.join(sample, 'src', `${main}.ts`), {
    imports,
    cwd,
    variables: { PORT: `${port}` },
    listening: `Open ${url}`,
  });
}

async function scriptOf(name: string): Promise<string> {
  const { scripts } = JSON.parse(await readFile(path.join(sample, 'package.json'), 'utf8'));
  return scripts[name];
}

async function filledExample(variables: Record<string, string>): Promise<string> {
  const example = await readFile(path.join(sample, '.env.example'), 'utf8');
  return example
    .replaceAll(/^(NEWPAY_\w+)=$/gm, (_line, name: string) => `${name}="${variables[name]}"`)
    .replaceAll('http://127.0.0.1:3000', url);
}

/** Presses the button of the page; returns the URL of the cashier page. */
async function buy(): Promise<string> {
  const page = await (await fetch(url)).text();
  const action = /<form method="post" action="([^"]+)">/.exec(page)?.[1];
  const bought = await post(`${url}${action}`);
  expect(bought.status).toBe(303);
  return bought.headers.get('location') ?? '';
}

async function newestState(): Promise<string | undefined> {
  const states = (await (await fetch(`${url}/orders`)).json()) as Record<string, string>;
  return Object.values(states).at(-1);
}

function post(address: string): Promise<Response> {
  return fetch(address, { method: 'POST', redirect: 'manual' });
}
