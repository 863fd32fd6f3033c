import type { NewPayApi } from 'nestjs-newpay';

/** The queue engines of a run: each is a merchant registration of the workers. */
export const ENGINE_NAMES = ['bullmq', 'pgboss'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** The event that a listener ran for. */
export type EventState = 'failed' | 'paid' | 'unresolved';

/**
 * The listeners to each event: `mail` always works, `ship` fails at random and writes within `once`,
 * `ledger` calls a service that is down for half of the run.
 */
export const LISTENERS = ['mail', 'ship', 'ledger'] as const;

export type ListenerName = (typeof LISTENERS)[number];

/** What a listener has to do for one event of one order. */
export interface Task {
  readonly engine: EngineName;
  /** The API of the event. */
  readonly api: NewPayApi;
  readonly orderNo: string;
  readonly state: EventState;
  /**
   * When the watch began that ends with the event `unresolved`, in milliseconds since the epoch; `null`
   * for another event. An order whose process was killed before NewPay got it is created again, and has
   * a second watch with an event of its own.
   */
  readonly watchedSince: number | null;
  readonly listener: ListenerName;
}

/** An entry that a worker sends; times in milliseconds since the epoch. */
export type JournalEntry =
  /** A listener has begun. */
  | (Task & { readonly kind: 'begin'; readonly run: string; readonly at: number })
  /** It has ended, by itself. */
  | { readonly kind: 'end'; readonly run: string; readonly hasFailed: boolean; readonly at: number }
  /** The package has told the engine that the job of a listener is done. */
  | (Task & { readonly kind: 'done'; readonly worker: string; readonly at: number });

/** A run of a listener. */
export interface Run extends Task {
  readonly worker: string;
  readonly begin: number;
  /** `undefined` if its process was killed. */
  readonly end: number | undefined;
  readonly hasFailed: boolean;
}

/** When a task was done. */
export interface Done extends Task {
  readonly at: number;
}

/** The runs of the listeners, the first one first. */
export function runsOf(entries: readonly JournalEntry[]): Run[] {
  const ends = new Map(
    entries.flatMap((entry) => (entry.kind === 'end' ? [[entry.run, entry] as const] : [])),
  );
  return entries
    .flatMap((entry): Run[] => {
      if (entry.kind !== 'begin') {
        return [];
      }
      const { engine, api, orderNo, state, watchedSince, listener, run, at: begin } = entry;
      const end = ends.get(run);
      const [worker = ''] = run.split('/');
      const task = { engine, api, orderNo, state, watchedSince, listener };
      return [{ ...task, worker, begin, end: end?.at, hasFailed: end?.hasFailed ?? false }];
    })
    .sort((a, b) => a.begin - b.begin);
}

/** What identifies a task. */
export function keyOf(task: Omit<Task, 'engine'>): string {
  return `${resultOf(task)} ${task.watchedSince ?? ''}`;
}

/** What a listener has to do once at least for the final state of an order, by whichever watch. */
export function resultOf({
  api,
  orderNo,
  state,
  listener,
}: Omit<Task, 'engine' | 'watchedSince'>): string {
  return `${listener} ${state} ${api} ${orderNo}`;
}
