/** What a worker is to do. */
export interface FuzzOrder {
  readonly name: string;
  readonly seconds: number;
  readonly seed: number;
  /** What is read at this moment: its length, a count of the inputs so far, and the bytes. */
  readonly current: SharedArrayBuffer;
}

/** What came of it, when nothing was found. */
export interface FuzzResult {
  readonly executions: number;
  readonly corpus: number;
  readonly blocks: number;
}
