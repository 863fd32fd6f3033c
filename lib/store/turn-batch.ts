/** The maximum of calls that are made together, so that the server serves others meanwhile. */
const MAX_CALLS = 50;

/** How calls are made. */
export interface CallMaker<Call, Answer> {
  /** Makes one call. */
  one(call: Call): Promise<Answer>;
  /** Makes several calls, with different keys, together: the answers are in the order of the calls. */
  all(calls: readonly Call[]): Promise<readonly Answer[]>;
}

interface Waiting<Call, Answer> {
  readonly call: Call;
  readonly resolve: (answer: Answer | PromiseLike<Answer>) => void;
}

type Group<Call, Answer> = Map<string, Waiting<Call, Answer>>;

/**
 * Makes the calls of one turn of the event loop together: jobs that run side by side often ask at the same time. If
 * that fails, each call is made again alone, so that none fails because of another one: a call must be one that may
 * be repeated.
 */
export class TurnBatch<Call extends { readonly key: string }, Answer> {
  #groups: Group<Call, Answer>[] = [];

  constructor(private readonly make: CallMaker<Call, Answer>) {}

  /** Settles as the call does. */
  add(call: Call): Promise<Answer> {
    return new Promise((resolve) => {
      this.#groupFor(call.key).set(call.key, { call, resolve });
    });
  }

  #groupFor(key: string): Group<Call, Answer> {
    if (this.#groups.length === 0) {
      setImmediate(() => this.#makeAll());
    }
    let group = this.#groups.find((one) => one.size < MAX_CALLS && !one.has(key));
    if (!group) {
      group = new Map();
      this.#groups.push(group);
    }
    return group;
  }

  #makeAll(): void {
    const groups = this.#groups;
    this.#groups = [];
    for (const group of groups) {
      void this.#makeTogether([...group.values()]);
    }
  }

  /** Never rejects. */
  async #makeTogether(group: readonly Waiting<Call, Answer>[]): Promise<void> {
    let answers: readonly Answer[] = [];
    if (group.length > 1) {
      answers = await this.make.all(group.map(({ call }) => call)).catch(() => []);
    }
    group.forEach(({ call, resolve }, index) =>
      resolve(index in answers ? (answers[index] as Answer) : this.make.one(call)),
    );
  }
}
