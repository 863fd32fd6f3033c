/** What the doctor found out about one thing: one line, with the remedy if it is not ok. */
export interface Finding {
  readonly verdict: 'ok' | 'warning' | 'FAIL';
  readonly text: string;
}
