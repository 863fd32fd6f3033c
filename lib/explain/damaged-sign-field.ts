/** A damage that a Base64 text can suffer in transit, and its repair. */
export interface SignDamage {
  readonly description: string;
  readonly repair: (sign: string) => string;
}

export const SIGN_DAMAGES: readonly SignDamage[] = [
  {
    description: 'Every "+" in "sign" has become a space: it was URL-decoded once too often.',
    repair: (sign) => sign.replaceAll(' ', '+'),
  },
  {
    description: '"sign" is still URL-encoded.',
    repair: (sign) =>
      sign.replaceAll(/%(2B|2F|3D)/gi, (_escape, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
  },
];

/**
 * Whether a text is Base64 or base64url, with or without line breaks: Node decodes such a text
 * completely.
 */
export function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.replaceAll(/[\r\n]/g, ''));
}
