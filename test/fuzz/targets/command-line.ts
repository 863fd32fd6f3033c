import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { run } from '../../../lib/cli/run.js';
import type { FuzzTarget } from '../target.interface.js';

/** The command line: arguments on lines of their own, an empty line, and standard input. */
export const commandLine: FuzzTarget = {
  seeds: [],
  async read(bytes) {
    const text = Buffer.from(bytes).toString('latin1').replaceAll('\0', '');
    const end = text.indexOf('\n\n');
    const args = (end === -1 ? text : text.slice(0, end)).split('\n');
    const stdin = Readable.from([Buffer.from(end === -1 ? '' : text.slice(end + 2), 'latin1')]);
    // The sandbox reads nothing; and no pair is made: that takes a second, and writes files.
    const safe = args[0] === 'sandbox' ? ['--help'] : args;
    const harmless = safe[0] === 'keygen' ? [...safe, '--bits', '1'] : safe;
    const output = { write: () => true };
    const { signal } = new AbortController();
    const code = await run(harmless, { stdin, stdout: output, stderr: output, signal });
    assert.ok([0, 1, 2].includes(code), `exit code ${code}`);
  },
};
