/** The environment variables that `newPayConfig` reads, by option. */
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
  v2BaseUrl: 'NEWPAY_V2_BASE_URL',
  timeout: 'NEWPAY_TIMEOUT',
  replayWindow: 'NEWPAY_REPLAY_WINDOW',
  successPage: 'NEWPAY_SUCCESS_PAGE_URL',
  failurePage: 'NEWPAY_FAILURE_PAGE_URL',
  cancelPage: 'NEWPAY_CANCEL_PAGE_URL',
} as const;

/** A variable that starts with `NEWPAY_` and that `newPayConfig` does not read. */
export interface UnknownVariable {
  readonly name: string;
  /** The known variable with the most similar name, if one is similar. */
  readonly suggestion: string | undefined;
}

const KNOWN: readonly string[] = Object.values(VARIABLES);

/** Finds variables that look like those of this package and are not among them. */
export function unknownVariables(names: readonly string[]): UnknownVariable[] {
  return names
    .filter((name) => /^NEW_?PAY_/i.test(name) && !KNOWN.includes(name))
    .map((name) => ({ name, suggestion: nearestName(name) }));
}

/** The known name with the smallest difference; case and underscores do not count. */
function nearestName(name: string): string | undefined {
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

/** Such as `TIMEOUTMS` for `TIMEOUT`, or `PUBLICKEY` for `PLATFORMPUBLICKEY`. */
function isPart(given: string, known: string): boolean {
  return given.startsWith(known) || known.endsWith(given) || known.startsWith(given);
}

/** The Levenshtein distance. */
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
