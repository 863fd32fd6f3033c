import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
  'retries with a semicolon': complaint('sandbox', '--retry', '10;60'),
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
