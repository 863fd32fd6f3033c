import { describe, expect, it } from '@jest/globals';
import { problemOfUnicode } from '../../lib/protocol/well-formed-unicode.js';

describe('Text that is to be signed', () => {
  it.each(['', 'ສະບາຍດີ', 'a 🍰', 'NUL \0', '\uFFFD'])('is well-formed Unicode: %j', (text) => {
    expect(problemOfUnicode(text)).toBeUndefined();
  });

  it.each(['a\uD83C', '\uDF70b', '\uDF70\uD83C'])(
    'is rejected if half of a surrogate pair is missing: %j',
    (text) => {
      expect(problemOfUnicode(text)).toBe(
        'is not well-formed Unicode: it was truncated in the middle of a character',
      );
    },
  );
});
