#!/usr/bin/env node
import { run } from './run.js';

const interruption = new AbortController();

// Only once: a second Ctrl-C ends a process that does not stop.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => interruption.abort());
}

process.exitCode = await run(process.argv.slice(2), {
  // A getter, because reading the property `process.stdin` opens it, and not every command needs
  // it.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
});
