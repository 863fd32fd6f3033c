import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Worker } from './worker-pool.js';

/**
 * How a request to a worker ended: with an HTTP status; `refused`, because the worker was down; or
 * `cut`, because it was killed before it answered. `broken` is a failure of the test: a living
 * worker did not answer.
 */
export type Ending = number | 'refused' | 'cut' | 'broken';

export interface Answer {
  readonly ending: Ending;
  readonly body: string;
}

/** Posts JSON to a worker. */
export async function postTo(worker: Worker, path: string, body: string): Promise<Answer> {
  // Not even tried: the port of the dead may be another worker's by now.
  if (worker.port === undefined || worker.killedAt !== undefined) {
    return { ending: 'refused', body: '' };
  }
  try {
    const outgoing = request({
      host: '127.0.0.1',
      port: worker.port,
      path,
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { body: await text(response), ending: response.statusCode ?? 'broken' };
  } catch {
    return { ending: worker.killedAt === undefined ? 'broken' : 'cut', body: '' };
  }
}
