import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { JobRun } from '../../lib/queue/job-run.js';

describe('JobRun', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('makes no signal for a handler that asks for none', () => {
    const controllers = jest.spyOn(globalThis, 'AbortController');
    const run = new JobRun(2);

    expect(run.attempt).toBe(2);
    run.abort();

    expect(controllers).not.toHaveBeenCalled();
  });

  it('has one signal, which is aborted with the run', () => {
    const run = new JobRun(1);
    const { signal } = run;

    expect(signal.aborted).toBe(false);
    run.abort();

    expect(signal.aborted).toBe(true);
    expect(run.signal).toBe(signal);
  });

  it('has an aborted signal for a handler that asks late', () => {
    const run = new JobRun(1);
    run.abort();

    expect(run.signal.aborted).toBe(true);
  });
});
