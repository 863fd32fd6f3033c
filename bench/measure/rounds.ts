import { calibrate } from './noise.js';
import { summarize, type Summary } from './summary.js';

/** What one round of one contestant gave, by the name of the measure. */
export type Measures = Readonly<Record<string, number>>;

/** A measure of a contestant. */
export type Series = readonly [name: string, measure: string];

/** Runs for one round. */
export type Contestant = () => Measures | Promise<Measures>;

/** The rounds of several contestants, measured in turn. */
export class Rounds {
  private constructor(private readonly measured: ReadonlyMap<string, readonly Measures[]>) {}

  /**
   * Lets the contestants run in turn, each round in another order, so that whatever else the machine
   * does befalls all of them. The first round warms up and does not count.
   */
  static async run(
    count: number,
    contestants: Readonly<Record<string, Contestant>>,
  ): Promise<Rounds> {
    const names = Object.keys(contestants);
    const measured = new Map<string, Measures[]>(names.map((name) => [name, []]));
    for (let round = 0; round <= count; round++) {
      await calibrate();
      for (const [index] of names.entries()) {
        const name = names[(index + round) % names.length] as string;
        const measures = await contestants[name]?.();
        if (measures && round > 0) {
          measured.get(name)?.push(measures);
        }
      }
    }
    return new Rounds(measured);
  }

  of(name: string, measure: string): Summary {
    return summarize(this.#values(name, measure));
  }

  /** One contestant's measure over another's, round by round. */
  ratio(name: string, other: string, measure: string): Summary {
    return this.ratioOf([name, measure], [other, measure]);
  }

  /** The same of two measures. */
  ratioOf(above: Series, below: Series): Summary {
    return this.combine([above, below], ([left, right]) => left / right);
  }

  /** Something made of the measures of several contestants, round by round. */
  combine<const S extends readonly Series[]>(
    series: S,
    make: (values: { [K in keyof S]: number }) => number,
  ): Summary {
    const values = series.map((each) => this.#values(...each));
    const rounds = values[0]?.length ?? 0;
    return summarize(
      Array.from({ length: rounds }, (_, round) =>
        make(values.map((each) => each[round]) as { [K in keyof S]: number }),
      ),
    );
  }

  #values(name: string, measure: string): number[] {
    return (this.measured.get(name) ?? []).map((measures) => measures[measure] ?? Number.NaN);
  }
}
