import autocannon from 'autocannon';

/** Requests to one route, each with a body of its own. */
export interface Load {
  readonly url: string;
  readonly bodies: readonly string[];
  readonly connections?: number;
  /** Requests per second; without it as many as are answered. */
  readonly rate?: number;
}

/**
 * Sends every body once.
 *
 * @returns how many were answered per second
 * @throws one was not answered with 200: the route does not do the work that it is timed for
 */
export async function load({ url, bodies, connections = 16, rate }: Load): Promise<number> {
  let sent = 0;
  const begin = performance.now();
  // The result comes with the next full second: what counts is the last answer.
  let end = begin;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        amount: bodies.length,
        ...(rate === undefined ? {} : { overallRate: rate }),
        requests: [
          {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            setupRequest: (request) => ({ ...request, body: bodies[sent++ % bodies.length] }),
          },
        ],
      },
      (error: Error | null, done) => (error ? reject(error) : resolve(done)),
    );
    instance.on('response', () => (end = performance.now()));
  });
  if (result.errors > 0 || result.non2xx > 0 || result['2xx'] < bodies.length) {
    throw new Error(
      `${url}: ${result['2xx']} answered, ${result.non2xx} refused, ${result.errors} failed`,
    );
  }
  return (bodies.length * 1000) / (end - begin);
}
