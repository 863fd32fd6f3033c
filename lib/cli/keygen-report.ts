import type { KeyPairFiles } from './key-pair-files.js';

/** What the command prints: the public half and what to do with the two files. Nothing secret. */
export function keygenReport(
  { privateKeyFile, publicKeyFile }: KeyPairFiles,
  publicKey: string,
): string {
  return `Private key: ${privateKeyFile}
Public key:  ${publicKeyFile}

The private key signs your orders: keep it out of version control, and show it to nobody, not to
NewPay either.

What NewPay gets is the public key, as PEM:

${publicKey.trim()}

or as one line of Base64:

${bareBase64(publicKey)}

For a .env file (read by newPayConfig):

NEWPAY_PRIVATE_KEY_FILE=${privateKeyFile}
# the public key that NewPay gives you, not yours:
NEWPAY_PLATFORM_PUBLIC_KEY_FILE=
`;
}

/** A PEM without its frame, as a form with one line for a key takes it. */
function bareBase64(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '');
}
