import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NewPayQueueJob } from '../../lib/queue/queue.interface.js';
import { readStoredJob, storedJob } from '../../lib/queue/stored-job.js';

const job: NewPayQueueJob = {
  id: 'payment::app:A1|newpay.paid|5|Shop.ship',
  kind: 'event',
  scope: ':app',
  group: 'A1',
  data: { version: 1, listener: 'Shop.ship' },
  delay: 1_000,
  attempts: 12,
  backoff: 30_000,
};

describe('A stored job', () => {
  it('is the same job after it went through JSON, without the delay, which the engine keeps.', () => {
    const { delay: _, ...rest } = job;

    expect(readStoredJob(JSON.parse(JSON.stringify(storedJob(job))))).toEqual(rest);
  });

  it('loses fields of a newer version, and keeps those of its data.', () => {
    const newer = { ...storedJob(job), priority: 3, data: { version: 2, shape: 'new' } };

    expect(readStoredJob(newer)).toEqual({ ...storedJob(job), data: { version: 2, shape: 'new' } });
  });

  it.each([
    [undefined, 'it is not an object'],
    [null, 'it is not an object'],
    ['text', 'it is not an object'],
    [[job], 'it is not an object'],
    [{ ...job, id: '' }, '"id" is not a text with characters'],
    [{ ...job, id: 7 }, '"id" is not a text with characters'],
    [{ ...job, kind: undefined }, '"kind" is not a text with characters'],
    [{ ...job, scope: null }, '"scope" is not a text with characters'],
    [{ ...job, group: '' }, '"group" is not a text with characters'],
    [{ ...job, data: undefined }, '"data" has no version'],
    [{ ...job, data: [1] }, '"data" has no version'],
    [{ ...job, data: { version: '1' } }, '"data" has no version'],
    [{ ...job, attempts: 0 }, '"attempts" is not a whole number from 1'],
    [{ ...job, attempts: '3' }, '"attempts" is not a whole number from 1'],
    [{ ...job, backoff: -1 }, '"backoff" is not a whole number from 0'],
    [{ ...job, backoff: Number.NaN }, '"backoff" is not a whole number from 0'],
  ])('is refused by the name of the field that is wrong: %j', (stored, problem) => {
    expect(() => readStoredJob(stored)).toThrow(
      new TypeError(
        `This is not a job of nestjs-newpay: ${problem}. If a newer version has stored it, update this process.`,
      ),
    );
  });

  it('is read or refused with a TypeError, whatever JSON an engine hands out.', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        expect(() => readStoredJob(stored)).toThrow(TypeError);
      }),
    );
  });
});
