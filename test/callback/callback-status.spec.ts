import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  allRejections,
  rejectionOf,
  statusOfException,
} from '../../lib/callback/callback-status.js';
import { NoListenerError } from '../../lib/events/delivery.errors.js';
import { BodyTooLargeError, LostBodyError } from '../../lib/host/body.errors.js';
import { NewPayCallbackException, NewPaySignatureError } from '../../lib/index.js';
import { UNREADABLE } from '../support/unreadable-values.js';

const BEGIN = '<!-- callback answers: begin -->';
const END = '<!-- callback answers: end -->';
const SUCCESS = '`{"transResult":"SUCCESS"}`';
const FAIL = '`{"transResult":"FAIL"}`';

/** The table of docs/callbacks.md, without the padding that Prettier gives it. */
function renderTable(): string[][] {
  return [
    ['case', 'status', 'body', 'log level'],
    ['Every listener has finished', '200', SUCCESS, 'none'],
    [
      'The event was handled before (a duplicate): it is not published again',
      '200',
      SUCCESS,
      '`log`',
    ],
    ...allRejections().map(({ when, status, level }) => [when, `${status}`, FAIL, `\`${level}\``]),
    [
      "A guard, pipe or interceptor of the app's own throws",
      "the exception's, or 500",
      FAIL,
      '`error`',
    ],
    ["An interceptor of the app's own answers in the handler's place", '500', FAIL, '`error`'],
    [
      "A middleware, hook or interceptor of the app's own answers with an error",
      'its own',
      'its own',
      '`error`',
    ],
  ];
}

function readTable(): string[][] {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/callbacks.md'), 'utf8');
  const [, table = ''] = page.slice(0, page.indexOf(END)).split(BEGIN);
  return table
    .trim()
    .split('\n')
    .filter((line) => !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the table of callback answers', () => {
  it('is the same in docs/callbacks.md as in the code', () => {
    expect(readTable()).toEqual(renderTable());
  });

  it('takes the first row of the stage whose class the error has', () => {
    expect(rejectionOf('authentication', new BodyTooLargeError(1))).toMatchObject({
      status: 413,
      level: 'warn',
    });
    expect(rejectionOf('authentication', new LostBodyError(undefined))).toMatchObject({
      status: 500,
      level: 'error',
    });
    expect(rejectionOf('delivery', new NoListenerError('nobody'))).toMatchObject({
      status: 503,
      level: 'error',
    });
  });

  it('answers 500 when a listener throws an error of the authentication stage', () => {
    expect(rejectionOf('delivery', new NewPaySignatureError('of a query')).status).toBe(500);
  });

  it.each<readonly [string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'a text'],
    ['an unknown error', new Error('unknown')],
    ...UNREADABLE,
  ])('answers 500 to %s, which is in no row', (_what, error) => {
    expect(rejectionOf('authentication', error).status).toBe(500);
    expect(rejectionOf('delivery', error).status).toBe(500);
  });

  it('takes the status of an HTTP exception only if it is an error', () => {
    expect(statusOfException(new NewPayCallbackException(409, 'in progress'))).toBe(409);
    for (const status of [400, 429, 599]) {
      expect(statusOfException({ getStatus: () => status })).toBe(status);
    }
    for (const status of [200, 399, 600, 404.5, '404', undefined]) {
      expect(statusOfException({ getStatus: () => status })).toBe(500);
    }
    expect(statusOfException(null)).toBe(500);
  });
});
