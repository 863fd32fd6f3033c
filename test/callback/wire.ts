import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

/** An answer to the letter: `fetch` would decode its body. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Posts chunks as they are given, with no header that is not named. */
export function postRaw(
  url: string,
  headers: OutgoingHttpHeaders,
  ...chunks: readonly (string | Uint8Array)[]
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    sent.on('error', reject);
    for (const chunk of chunks) {
      sent.write(chunk);
    }
    sent.end();
  });
}
