import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

/** The answer of a merchant. */
export interface PostAnswer {
  readonly status: number | undefined;
  readonly body: string;
}

/**
 * Posts JSON over a new connection, so that none stays open after a test. Redirects are not
 * followed.
 */
export async function postJson(
  url: string,
  body: string,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const { request } = url.startsWith('https:') ? https : http;
  const outgoing = request(url, {
    method: 'POST',
    agent: false,
    signal,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}
