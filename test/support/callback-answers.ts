/** The two bodies of protocol 5. Not imported from lib/: a change there has to fail a test. */
export const SUCCESS = '{"transResult":"SUCCESS"}';
export const FAIL = '{"transResult":"FAIL"}';

/** The only answer that acknowledges a callback. */
export const ACKNOWLEDGED = { status: 200, text: SUCCESS };

/** The answer to a callback that is not acknowledged. */
export function rejected(status: number): { status: number; text: string } {
  return { status, text: FAIL };
}
