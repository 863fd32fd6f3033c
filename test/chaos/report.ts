import type { Ending } from './post-to.js';
import type { TrialResult } from './trial.js';

/** A line of a table: a figure of each result. */
export type Row<T> = readonly [name: string, figure: (result: T) => number];

const endingsOf = (ending: Ending) => (result: TrialResult) => result.endings.get(ending) ?? 0;

const ROWS: readonly Row<TrialResult>[] = [
  ['orders paid, of API v1', ({ orders }) => orders.v1],
  ['orders paid, of API v2', ({ orders }) => orders.v2],
  ['deliveries', ({ deliveries }) => deliveries],
  ['  acknowledged (200)', endingsOf(200)],
  ['  being handled (409)', endingsOf(409)],
  ['  a listener failed (500)', endingsOf(500)],
  ['  not possible now (503)', endingsOf(503)],
  ['  the worker was down', endingsOf('refused')],
  ['  the worker was killed', endingsOf('cut')],
  ['listener failures', ({ listenerFaults }) => listenerFaults],
  ['kills (SIGKILL)', ({ kills }) => kills],
  ['  with a callback in hand', ({ killsAtWork }) => killsAtWork],
  ['effects of payments, API v1', ({ paidEffects }) => paidEffects.v1],
  ['effects of payments, API v2', ({ paidEffects }) => paidEffects.v2],
  ['effects of failed attempts', ({ failedEffects }) => failedEffects],
  ['effects, then a kill', ({ cutOff }) => cutOff],
  ['effects found done again', ({ foundDone }) => foundDone],
  ['outages of the store', ({ outages }) => outages],
  ['  in which it lost its data', ({ losses }) => losses],
  ['slow listeners', ({ slow }) => slow],
  ['effects lost', ({ lost }) => lost],
  ['done again by a kill', ({ doubledByKill }) => doubledByKill],
  ['done again by an outage', ({ doubledByOutage }) => doubledByOutage],
  ['done again by the loss', ({ doubledByLoss }) => doubledByLoss],
  ['done again otherwise', ({ doubledOtherwise }) => doubledOtherwise],
  ['`once` done again', ({ onceDoubled }) => onceDoubled],
  ['turned back by the loss', ({ turnedBackByLoss }) => turnedBackByLoss],
  ['turned back otherwise', ({ turnedBack }) => turnedBack],
];

/** One line per figure, one column per store. */
export function tableOf(results: readonly TrialResult[]): string {
  return tableWith(ROWS, results);
}

/** One line per row, one column per result. */
export function tableWith<T extends { readonly title: string }>(
  rows: readonly Row<T>[],
  results: readonly T[],
): string {
  const line = (name: string, cells: readonly (string | number)[]): string =>
    name.padEnd(32) + cells.map((cell) => `${cell}`.padStart(12)).join('');
  const head = results.map(({ title }) => title);
  return [line('', head), ...rows.map(([name, figure]) => line(name, results.map(figure)))].join(
    '\n',
  );
}
