import { bytesOfBase64 } from './base64.js';

/** A key as bytes, and what its PEM said of it. */
export interface EncodedKey {
  /** The label of the PEM, such as `RSA PRIVATE KEY`; `undefined` when the key was not in a PEM. */
  readonly label: string | undefined;
  readonly der: Buffer;
  /** Whether its PEM says that it is encrypted. */
  readonly isEncrypted: boolean;
}

/** Hyphens, and the dashes into which word processors turn them. */
const DASH = String.raw`[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]`;
const KINDS = String.raw`KEY(?:\s{0,10}BLOCK)?|CERTIFICATE(?:\s{0,10}REQUEST)?|PARAMETERS|PKCS7|CMS|CRL`;
/** A mark of a PEM, however many of its dashes and blanks are left. */
const MARK = new RegExp(
  String.raw`${DASH}{1,10}\s{0,10}(BEGIN|END)\s{0,10}([A-Z0-9_\s]{0,30}?(?:${KINDS}))\s{0,10}${DASH}{0,10}`,
  'gi',
);

/**
 * The PEM blocks of a text: a label and Base64 between two marks, whatever stands around the marks and
 * between the lines.
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

/** Which half of a PEM a text has, when it has no whole one. */
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

/** `RSA PRIVATE KEY`, however its words are separated. */
function normalLabel(label: string): string {
  return label
    .toUpperCase()
    .replaceAll(/[\s_]/g, '')
    .replaceAll(/(?<=.)(?=PRIVATE|PUBLIC|KEY|BLOCK|REQUEST|CERTIFICATE|PARAMETERS)/g, ' ');
}
