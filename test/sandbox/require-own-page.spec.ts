import { describe, expect, it } from '@jest/globals';
import { AllowedHosts } from '../../lib/sandbox/http/allowed-hosts.js';
import { requireOwnPage } from '../../lib/sandbox/http/require-own-page.js';

const hosts = new AllowedHosts(4010, { names: ['box'], addresses: false });

function problemOf(method: string, headers: Record<string, string>): unknown {
  try {
    requireOwnPage({ method, headers }, hosts);
  } catch (error) {
    return error;
  }
  return undefined;
}

const rejection = (message: string) => ({ name: 'RequestRefusal', status: 403, message });

describe('A request to the sandbox', () => {
  it.each(['evil.example', undefined])('is rejected for its host %s.', (host) => {
    expect(problemOf('GET', host === undefined ? {} : { host })).toMatchObject(
      rejection(
        `The sandbox does not accept the host "${host ?? ''}", only 127.0.0.1, localhost and [::1] ` +
          'with its port. Add other hosts to its option allowedHosts (on the command line: --allow-host).',
      ),
    );
  });

  it.each(['localhost:4010', 'LOCALHOST:4010', 'box', 'box:1'])(
    'is accepted for its host %s.',
    (host) => {
      expect(problemOf('POST', { host })).toBeUndefined();
    },
  );

  it('is accepted at the default port of HTTP with and without the port.', () => {
    const atDefaultPort = new AllowedHosts(80, { names: [], addresses: false });
    expect(
      ['localhost', 'localhost:80', 'localhost:81'].map((host) => atDefaultPort.include(host)),
    ).toEqual([true, true, false]);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('may come from any page with the method %s.', (method) => {
    const headers = { host: 'box', origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(problemOf(method, headers)).toBeUndefined();
  });

  it.each([
    [{ origin: 'http://evil.example' }, '"http://evil.example"', '"not given"'],
    [{ 'sec-fetch-site': 'cross-site' }, '"not given"', '"cross-site"'],
  ])('is rejected from the page of another site: %j.', (headers, origin, site) => {
    expect(problemOf('POST', { host: 'box', ...headers })).toMatchObject(
      rejection(
        `The sandbox does not accept requests from other web pages (Origin ${origin}, ` +
          `Sec-Fetch-Site ${site}). Send them from a server.`,
      ),
    );
  });

  it.each(['same-origin', 'none'])('is accepted from its own page (%s).', (site) => {
    expect(
      problemOf('POST', { host: 'box', origin: 'http://box', 'sec-fetch-site': site }),
    ).toBeUndefined();
  });
});
