#!/usr/bin/env node
import { run } from './run.js';

const interruption = new AbortController();

// Once: a second Ctrl-C ends a process that hangs.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => interruption.abort());
}

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
});
