import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { changeEnv, envValue } from '../../lib/cli/sandbox/env-text.js';

const set = { NEWPAY_APP_ID: 'new', NEWPAY_PRIVATE_KEY: '"a\\nb"' };
const change = (text: string, more: Partial<Parameters<typeof changeEnv>[1]> = {}) =>
  changeEnv(text, { set, defaults: {}, disable: [], ...more });

describe('The change of an environment file', () => {
  it.each([
    ['nothing', '', 'NEWPAY_APP_ID=new\nNEWPAY_PRIVATE_KEY="a\\nb"\n'],
    ['no line break at its end', 'A=1', 'A=1\nNEWPAY_APP_ID=new\nNEWPAY_PRIVATE_KEY="a\\nb"\n'],
    [
      'old values, comments and blank lines',
      '# c\n\nNEWPAY_APP_ID=old # mine\nA= x \nNEWPAY_PRIVATE_KEY=',
      '# c\n\nNEWPAY_APP_ID=new\nA= x \nNEWPAY_PRIVATE_KEY="a\\nb"',
    ],
    [
      'export and blanks around the sign',
      'export NEWPAY_APP_ID = "old"\nNEWPAY_PRIVATE_KEY=x\n',
      'export NEWPAY_APP_ID = new\nNEWPAY_PRIVATE_KEY="a\\nb"\n',
    ],
    [
      'a value of several lines',
      'NEWPAY_PRIVATE_KEY="-----BEGIN\nNEWPAY_APP_ID=trap\n-----END"\nB=2\n',
      'NEWPAY_PRIVATE_KEY="a\\nb"\nB=2\nNEWPAY_APP_ID=new\n',
    ],
    [
      'another value of several lines that looks like a variable',
      "A='\nNEWPAY_APP_ID=trap\n'\n",
      'A=\'\nNEWPAY_APP_ID=trap\n\'\nNEWPAY_APP_ID=new\nNEWPAY_PRIVATE_KEY="a\\nb"\n',
    ],
    [
      'line breaks of Windows',
      'A=1\r\nNEWPAY_APP_ID=old\r\n',
      'A=1\r\nNEWPAY_APP_ID=new\r\nNEWPAY_PRIVATE_KEY="a\\nb"\r\n',
    ],
    [
      'a variable twice',
      'NEWPAY_APP_ID=1\nNEWPAY_APP_ID=2\nNEWPAY_PRIVATE_KEY=x\n',
      'NEWPAY_APP_ID=new\nNEWPAY_APP_ID=new\nNEWPAY_PRIVATE_KEY="a\\nb"\n',
    ],
    [
      'a name that only begins the same',
      'NEWPAY_APP_ID_OLD=1\n#NEWPAY_APP_ID=2\n',
      'NEWPAY_APP_ID_OLD=1\n#NEWPAY_APP_ID=2\nNEWPAY_APP_ID=new\nNEWPAY_PRIVATE_KEY="a\\nb"\n',
    ],
  ])('is right for a file with %s, and a second one changes nothing.', (_what, before, after) => {
    const first = change(before);

    expect(first.text).toBe(after);
    expect(change(after)).toEqual({ text: after, updated: [], added: [], disabled: [] });
  });

  it('is read by Node as it is meant.', () => {
    const { text } = change('A=1\nNEWPAY_PRIVATE_KEY="x\ny"\n');

    expect(parseEnv(text)).toEqual({ A: '1', NEWPAY_APP_ID: 'new', NEWPAY_PRIVATE_KEY: 'a\nb' });
  });

  it('sets a default only if the variable is missing or empty.', () => {
    const defaults = { U: 'd', V: 'd', W: 'd' };

    expect(change('U=\nV=v\n', { set: {}, defaults })).toEqual({
      text: 'U=d\nV=v\nW=d\n',
      updated: ['U'],
      added: ['W'],
      disabled: [],
    });
  });

  it('comments out a variable with a value, all of its lines.', () => {
    expect(change('F="a\nb"\nE=\n', { set: {}, disable: ['F', 'E'] })).toMatchObject({
      text: '# F="a\n# b"\nE=\n',
      disabled: ['F'],
    });
  });

  it('says what was updated and what was added.', () => {
    expect(change('NEWPAY_APP_ID=old\n')).toMatchObject({
      updated: ['NEWPAY_APP_ID'],
      added: ['NEWPAY_PRIVATE_KEY'],
    });
  });
});

it.each([
  ['A=1', '1'],
  ['A=1\nA=2', '2'],
  ['A= 1 # c', '1'],
  ['A=#c', ''],
  ['A="1 # c" # d', '1 # c'],
  ['A="1\n2"', '1\n2'],
  ['B=1', undefined],
])('The value of A in %j is %j.', (text, value) => {
  expect(envValue(text, 'A')).toBe(value);
});
