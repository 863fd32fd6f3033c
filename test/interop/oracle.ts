import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { javaHome } from '../support/services.js';

/** One question to Oracle.java. */
export interface Question {
  /** With a form, such as `sign java`; `flat` for API v1. */
  readonly command: string;
  readonly body: string;
}

/** Asks all questions of one process, and returns its answers in their order. */
export async function ask(questions: readonly Question[], keyFile: string): Promise<string[]> {
  const program = path.join(import.meta.dirname, 'Oracle.java');
  const oracle = spawn(path.join(javaHome, 'bin/java'), [program, keyFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(oracle, 'exit');
  const answers = text(oracle.stdout);
  oracle.stdin.end(
    questions
      .map(({ command, body }) => `${command} ${Buffer.from(body).toString('base64')}\n`)
      .join(''),
  );
  const [code] = (await ended) as [number];
  if (code !== 0) {
    throw new Error(`the oracle ended with ${code}`);
  }
  return (await answers).trimEnd().split('\n');
}
