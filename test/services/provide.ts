import { announce } from './announce.js';
import { UnusableChoiceError, type Need, type Provided } from './need.interface.js';
import { NEEDS, type NeedName } from './needs.js';
import { withoutPassword } from './without-password.js';

/** What a run of the tests has of what it needs. */
export interface Provisions {
  /** Addresses and paths. */
  readonly values: ReadonlyMap<NeedName, string>;
  /** A sentence for each need that nothing provides. */
  readonly missing: ReadonlyMap<NeedName, string>;
  /** Ends what was started. */
  stop(): Promise<void>;
}

/** Finds or starts what is needed, all at the same time. */
export async function provide(names: Iterable<NeedName>): Promise<Provisions> {
  const values = new Map<NeedName, string>();
  const missing = new Map<NeedName, string>();
  const started: Provided[] = [];
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      const { provided, problem } = await tryWays(NEEDS[name]);
      if (!provided) {
        missing.set(name, problem);
        return;
      }
      started.push(provided);
      values.set(name, provided.value);
      if (provided.origin !== undefined) {
        announce(`${NEEDS[name].title}: ${provided.origin}`);
      }
    }),
  );
  const stop = async (): Promise<void> => {
    await Promise.allSettled(started.splice(0).map(async (one) => one.stop?.()));
  };
  return { values, missing, stop };
}

async function tryWays({
  title,
  ways,
  remedy,
}: Need): Promise<{ provided?: Provided; problem: string }> {
  const problems: string[] = [];
  for (const way of ways) {
    try {
      const provided = await way();
      if (provided) {
        return { provided, problem: '' };
      }
    } catch (error) {
      const { message, stderr = '' } = error as Error & { stderr?: string };
      // Of a program that has failed, the last of its own words.
      problems.push(withoutPassword((stderr.trim() || message).split('\n').at(-1) ?? ''));
      if (error instanceof UnusableChoiceError) {
        return { problem: `There is no ${title}: ${message}.` };
      }
    }
  }
  const reasons = problems.length === 0 ? '' : ` (${problems.join('; ')})`;
  return { problem: `There is no ${title}: ${remedy}${reasons}.` };
}
