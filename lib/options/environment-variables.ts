/** The variables that `newPayConfig` reads: the one place with their names. */
export const VARIABLES = {
  appId: 'NEWPAY_APP_ID',
  merchantId: 'NEWPAY_MERCHANT_ID',
  privateKey: 'NEWPAY_PRIVATE_KEY',
  privateKeyFile: 'NEWPAY_PRIVATE_KEY_FILE',
  platformPublicKey: 'NEWPAY_PLATFORM_PUBLIC_KEY',
  platformPublicKeyFile: 'NEWPAY_PLATFORM_PUBLIC_KEY_FILE',
  publicUrl: 'NEWPAY_PUBLIC_URL',
  baseUrl: 'NEWPAY_BASE_URL',
  insecureBaseUrl: 'NEWPAY_INSECURE_BASE_URL',
  timeout: 'NEWPAY_TIMEOUT',
  replayWindow: 'NEWPAY_REPLAY_WINDOW',
  successPage: 'NEWPAY_SUCCESS_PAGE_URL',
  failurePage: 'NEWPAY_FAILURE_PAGE_URL',
  cancelPage: 'NEWPAY_CANCEL_PAGE_URL',
} as const;

/** A variable of NewPay's name that nobody reads. */
export interface UnknownVariable {
  readonly name: string;
  /** The one that was meant, as it seems. */
  readonly meant: string | undefined;
}

const KNOWN: readonly string[] = Object.values(VARIABLES);

/** The variables that look like one of this package's and are none. */
export function unknownVariables(names: readonly string[]): UnknownVariable[] {
  return names
    .filter((name) => /^NEW_?PAY_/i.test(name) && !KNOWN.includes(name))
    .map((name) => ({ name, meant: nearest(name) }));
}

/** The known name that differs least, without regard to case and underscores. */
function nearest(name: string): string | undefined {
  const given = bare(name);
  const [best] = KNOWN.map((known) => ({
    known,
    distance: distanceOf(given, bare(known)),
  })).toSorted((a, b) => a.distance - b.distance);
  const within = (distance: number) => (best && best.distance <= distance ? best.known : undefined);
  return within(2) ?? KNOWN.find((known) => isPart(given, bare(known))) ?? within(3);
}

function bare(name: string): string {
  return name.toUpperCase().replaceAll('_', '').replace('NEWPAY', '');
}

/** `TIMEOUTMS` of `TIMEOUT`, `PUBLICKEY` of `PLATFORMPUBLICKEY`. */
function isPart(given: string, known: string): boolean {
  return given.startsWith(known) || known.endsWith(given) || known.startsWith(given);
}

/** How many letters have to be put in, taken out or replaced (Levenshtein). */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(left).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(right).entries()) {
      const [above = 0, diagonal = 0, before = 0] = [row[j + 1], row[j], next[j]];
      next.push(Math.min(above + 1, before + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
