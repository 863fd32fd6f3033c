import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { javaHome } from '../support/services.js';

const source = path.join(import.meta.dirname, 'Oracle.java');

/** One question to the oracle; see Oracle.java. */
export interface Question {
  readonly command: 'sign' | 'verify';
  readonly body: string;
}

/** Asks all questions of one process, and returns its answers in their order. */
export async function ask(questions: readonly Question[], keyFile: string): Promise<string[]> {
  const oracle = spawn(path.join(javaHome, 'bin/java'), [source, keyFile], {
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
