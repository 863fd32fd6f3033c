import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { NewPaySandbox } from '../../../lib/sandbox/index.js';
import { Session } from '../../cli/session.js';
import { pemOf, platformKeys } from '../../support/keys.js';
import type { Scenarios } from './scenario.js';

/** What a command line complains of; its help may follow. */
const complaint =
  (...args: string[]) =>
  () =>
    complaintOf(new Session(args));

async function complaintOf(session: Session): Promise<string[]> {
  await session.exit;
  return session.stderr.split('\n').slice(0, 1);
}

/** With a folder in which there is a key. */
const inFolder =
  (use: (folder: string, keyFile: string) => Promise<string[]>) => async (): Promise<string[]> => {
    const folder = await mkdtemp(join(tmpdir(), 'newpay-'));
    const keyFile = join(folder, 'key.pem');
    try {
      await writeFile(keyFile, pemOf(platformKeys.publicKey));
      return await use(folder, keyFile);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

export const ofTheCommandLine: Scenarios = {
  'no command': complaint(),
  'a misspelt command': complaint('sandbx'),
  'a port in words': complaint('sandbox', '--port', 'high'),
  'an unknown dialect': complaint('tables', '--dialect', 'oracle'),
  'a prefix in capitals': complaint('tables', '--dialect', 'mysql', '--prefix', 'Shop_'),
  'retries with a semicolon': complaint('sandbox', '--retry', '10;60'),
  'a host in words': complaint('sandbox', '--host', 'sandbox'),
  'an address of another machine': complaint('sandbox', '--port', '0', '--host', '192.0.2.1'),
  'a sandbox in words': complaint('pay', 'A1', '--sandbox', 'here'),
  'an order without a number': complaint('pay'),
  'an unknown event': complaint('trigger', 'stolen'),
  'an event for nobody': complaint('trigger', 'paid'),
  'a fault for two orders': complaint('fault', 'drop', 'A1', 'A2'),
  'options without a fault': complaint('fault', '--times', '1'),
  'a callback URL of another scheme': complaint('doctor', '--callback', 'ftp://shop'),
  'no sandbox': complaint('pay', 'A1', '--sandbox', 'http://127.0.0.1:9'),
  'something else than a sandbox': async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const session = new Session(['pay', 'A1', '--sandbox', `http://127.0.0.1:${port}`]);
    const messages = await complaintOf(session);
    server.close();
    return messages;
  },
  'a folder without keys of a sandbox': inFolder((folder) =>
    complaintOf(new Session(['trigger', 'paid', '--to', 'http://a.test', '--keys', folder])),
  ),
  'keys of something else': inFolder(async (folder) => {
    await new Session(['keygen', '--out', folder]).exit;
    return complaintOf(new Session(['sandbox', '--keys', folder]));
  }),
  'a file in place of the folder of keys': inFolder((_folder, keyFile) =>
    complaintOf(new Session(['sandbox', '--keys', keyFile])),
  ),
  'an environment with keys for the real NewPay': inFolder(async (folder) => {
    const file = join(folder, '.env');
    await writeFile(file, 'NEWPAY_PRIVATE_KEY=x\n');
    return complaintOf(new Session(['sandbox', '--port', '0', '--env', file]));
  }),
  'an environment file with an open quote': inFolder(async (folder) => {
    const file = join(folder, '.env');
    await writeFile(file, 'A="x\n');
    return complaintOf(new Session(['sandbox', '--port', '0', '--env', file]));
  }),
  'a folder in place of the environment file': inFolder((folder) =>
    complaintOf(new Session(['sandbox', '--port', '0', '--env', folder])),
  ),
  'a short key': complaint('keygen', '--bits', '1024'),
  'no key': complaint('explain'),
  'two files': complaint('explain', 'a.json', 'b.json', '--key', 'key.pem'),
  'a file that is not there': complaint('explain', '--key', '/no/such.pem'),
  'a folder': complaint('explain', '--key', '/'),
  'more than a mebibyte': inFolder((_folder, keyFile) => {
    const stdin = Readable.from([Buffer.alloc(2 ** 20 + 1)]);
    return complaintOf(new Session(['explain', '--key', keyFile], stdin));
  }),
  'Ctrl-C while it reads': inFolder(async (_folder, keyFile) => {
    const session = new Session(['explain', '--key', keyFile], new PassThrough());
    session.interrupt();
    return complaintOf(session);
  }),
  'keys that exist': inFolder(async (folder) => {
    await new Session(['keygen', '--out', folder]).exit;
    return complaintOf(new Session(['keygen', '--out', folder]));
  }),
  'a folder that cannot be made': inFolder((_folder, keyFile) =>
    complaintOf(new Session(['keygen', '--out', keyFile])),
  ),
  'a port in use': async () => {
    const sandbox = await NewPaySandbox.start();
    const { port } = new URL(sandbox.credentials.baseUrl);
    const messages = await complaintOf(new Session(['sandbox', '--port', port]));
    await sandbox.stop();
    return messages;
  },
};
