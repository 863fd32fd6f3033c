#!/usr/bin/env node
import { run } from './run.js';

const interruption = new AbortController();

// Once: a second Ctrl-C ends a process that hangs.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => interruption.abort());
}

process.exitCode = await run(process.argv.slice(2), {
  // A getter, as the mere mention of `process.stdin` opens it: not every command reads.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
});
