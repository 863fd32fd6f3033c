import type { KeyPairFiles } from './key-pair-files.js';

/**
 * The output of `keygen`: the public key, and how to use the two files. It holds nothing secret.
 */
export function keygenReport(
  { privateKeyFile, publicKeyFile }: KeyPairFiles,
  publicKey: string,
): string {
  return `Private key: ${privateKeyFile}
Public key:  ${publicKeyFile}

The private key signs your orders. Keep it out of version control and give it to nobody, not even to
NewPay.

Give NewPay the public key, as PEM:

${publicKey.trim()}

or as one line of Base64:

${bareBase64(publicKey)}

For a .env file (read by newPayConfig):

NEWPAY_PRIVATE_KEY_FILE=${privateKeyFile}
# the public key that NewPay gave you, not your own:
NEWPAY_PLATFORM_PUBLIC_KEY_FILE=
`;
}

/** A PEM without its BEGIN and END lines, on one line, for web forms. */
function bareBase64(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '');
}
