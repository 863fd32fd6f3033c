import { bytesOfBase64 } from './base64.js';

/** A key as bytes, with the label of its PEM. */
export interface EncodedKey {
  /** The label of the PEM, such as `RSA PRIVATE KEY`; `undefined` when the key was not in a PEM. */
  readonly label: string | undefined;
  readonly der: Buffer;
  /** Whether its PEM is marked as encrypted. */
  readonly isEncrypted: boolean;
}

/** Hyphens, and the dashes that word processors replace them with. */
const DASH = String.raw`[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]`;
const KINDS = String.raw`KEY(?:\s{0,10}BLOCK)?|CERTIFICATE(?:\s{0,10}REQUEST)?|PARAMETERS|PKCS7|CMS|CRL`;
/** A BEGIN or END line of a PEM, even with missing dashes or additional spaces. */
const MARK = new RegExp(
  String.raw`${DASH}{1,10}\s{0,10}(BEGIN|END)\s{0,10}([A-Z0-9_\s]{0,30}?(?:${KINDS}))\s{0,10}${DASH}{0,10}`,
  'gi',
);

/**
 * Finds the PEM blocks of a text: Base64 between a BEGIN and an END line of the same label, with
 * any text around and between them.
 */
export function pemBlocks(text: string): EncodedKey[] {
  const marks = [...text.matchAll(MARK)].map(({ 0: mark, 1: word = '', 2: label = '', index }) => ({
    isBegin: word.toUpperCase() === 'BEGIN',
    label: normalLabel(label),
    start: index,
    end: index + mark.length,
  }));
  return marks.flatMap((begin, i) => {
    const end = marks[i + 1];
    return begin.isBegin && end?.isBegin === false && end.label === begin.label
      ? [readBlock(begin.label, text.slice(begin.end, end.start))]
      : [];
  });
}

/** The part of a PEM that a text contains, if it contains no complete one. */
export function pemHalf(text: string): 'beginning' | 'end' | undefined {
  const [mark] = text.matchAll(MARK);
  if (mark) {
    return mark[1]?.toUpperCase() === 'BEGIN' ? 'beginning' : 'end';
  }
  return new RegExp(String.raw`${DASH}{2}\s{0,10}BEGIN`, 'i').test(text) ? 'beginning' : undefined;
}

function readBlock(label: string, body: string): EncodedKey {
  return {
    label,
    der: bytesOfBase64(body.replaceAll(/^[ \t]*[A-Za-z][\w-]*:.*/gm, '')),
    isEncrypted: /ENCRYPTED/.test(label) || /DEK-Info:|,\s*ENCRYPTED/i.test(body),
  };
}

/** Such as `RSA PRIVATE KEY`, independent of the separators in the text. */
function normalLabel(label: string): string {
  return label
    .toUpperCase()
    .replaceAll(/[\s_]/g, '')
    .replaceAll(/(?<=.)(?=PRIVATE|PUBLIC|KEY|BLOCK|REQUEST|CERTIFICATE|PARAMETERS)/g, ' ');
}
