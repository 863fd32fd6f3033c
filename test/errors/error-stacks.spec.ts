import { describe, expect, it } from '@jest/globals';
import { stacksOf } from '../../lib/errors/error-stacks.js';

/** Throws whatever is asked of it. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

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

  it('name what cannot be looked at', () => {
    const shown = 'something that cannot be shown as text';
    expect(stacksOf(revoked())).toBe(shown);
    expect(stacksOf(new AggregateError([revoked(), new Error('x')]))).toContain(
      `${shown}\nError: x`,
    );
  });
});
