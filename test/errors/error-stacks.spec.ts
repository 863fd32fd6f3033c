import { describe, expect, it } from '@jest/globals';
import { stacksOf } from '../../lib/errors/error-stacks.js';
import { UNREADABLE, UNREADABLE_TEXT } from '../support/unreadable-values.js';

describe('The stacks of an error', () => {
  it('are those of all listeners that failed', () => {
    const [first, second] = [new Error('one'), new Error('two')];
    const lines = `${first.stack}\n${second.stack}`;
    expect(stacksOf(new AggregateError([first, second]))).toBe(lines);
  });

  it('are its own, when it is of no listener', () => {
    const error = new Error('one');
    expect(stacksOf(error)).toBe(error.stack);
  });

  it('are the messages of what has none', () => {
    expect(stacksOf(new AggregateError([null, 'text', { message: 'm' }]))).toBe('null\ntext\nm');
  });

  it.each(UNREADABLE)('name what cannot be looked at: %s', (_what, thrown) => {
    expect(stacksOf(thrown)).toBe(UNREADABLE_TEXT);
    expect(stacksOf(new AggregateError([thrown, new Error('x')]))).toContain(
      `${UNREADABLE_TEXT}\nError: x`,
    );
  });
});
