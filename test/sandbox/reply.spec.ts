import { describe, expect, it } from '@jest/globals';
import {
  htmlReply,
  jsonReply,
  liveHtmlReply,
  redirectReply,
  textReply,
} from '../../lib/sandbox/http/reply.js';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

describe('A reply of the sandbox', () => {
  it('of the API is JSON in UTF-8.', () => {
    expect(jsonReply({ success: true })).toEqual({
      status: 200,
      headers: { 'Content-Type': 'application/json;charset=UTF-8' },
      body: '{"success":true}',
    });
    expect(jsonReply({}, 500).status).toBe(500);
  });

  it('to a program that is refused is plain text.', () => {
    expect(textReply('no', 403)).toEqual({
      status: 403,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: 'no',
    });
  });

  it('that is a page is not cached, loads nothing and runs no script.', () => {
    expect(htmlReply('<p>')).toEqual({
      status: 200,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': POLICY,
      },
      body: '<p>',
    });
    expect(htmlReply('', 404).status).toBe(404);
  });

  it('that is a live page runs its own script alone, which calls the sandbox.', () => {
    expect(liveHtmlReply('<p>', 'N')).toEqual({
      ...htmlReply('<p>'),
      headers: {
        ...htmlReply('').headers,
        'Content-Security-Policy': `${POLICY}; script-src 'nonce-N'; connect-src 'self'`,
      },
    });
  });

  it('after a form takes the browser to another page, with a GET.', () => {
    expect(redirectReply('/console')).toEqual({
      status: 303,
      headers: { Location: '/console' },
      body: '',
    });
  });
});
