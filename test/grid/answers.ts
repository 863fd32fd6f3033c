/** An answer as it was received. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** The only answer that acknowledges a callback. */
export const ACKNOWLEDGED: Answer = {
  status: 200,
  type: JSON_TYPE,
  text: '{"transResult":"SUCCESS"}',
};

export function refused(status: number): Answer {
  return { status, type: JSON_TYPE, text: '{"transResult":"FAIL"}' };
}
