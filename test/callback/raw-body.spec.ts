import { describe, expect, it } from '@jest/globals';
import { RAW_BODY_OFF, rawBodyOf, type CallbackRequest } from '../../lib/callback/raw-body.js';

const bytesOf = (headers: object, rest: object = {}) =>
  rawBodyOf({ headers, ...rest } as CallbackRequest);
const json = { 'content-type': 'application/json' };

describe('the raw body of a request', () => {
  it('is the host’s buffer, or the bytes of the text that it keeps', () => {
    const rawBody = Buffer.from('{"a":"ກ"}');
    expect(bytesOf({}, { rawBody })).toBe(rawBody);
    expect(bytesOf({}, { rawBody: '{"a":"ກ"}' })).toEqual(rawBody);
  });

  it.each([undefined, '', 'text/plain', 'x-application/json', 'application/jsonx'])(
    'is none of JSON when the type is %s',
    (type) => {
      expect(() => bytesOf({ 'content-type': type, 'content-length': '2' })).toThrow(
        'it is not JSON: its Content-Type is not application/json',
      );
    },
  );

  it.each([{}, { 'content-length': '0' }])('is empty with the lengths %j', (lengths) => {
    expect(() => bytesOf({ ...json, ...lengths })).toThrow('it is not JSON: the body is empty');
  });

  it.each([
    { ...json, 'content-length': '2' },
    { ...json, 'transfer-encoding': 'chunked' },
    { ...json, 'content-length': '0', 'transfer-encoding': 'chunked' },
    { 'content-type': 'Application/JSON; charset=utf-8', 'content-length': '2' },
  ])('is off when there should be one: %j', (headers) => {
    expect(() => bytesOf(headers)).toThrow(RAW_BODY_OFF);
  });
});
