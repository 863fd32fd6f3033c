import type { Ending } from '../post-to.js';
import { tableWith, type Row } from '../report.js';
import type { TrialResult } from './trial.js';

const endingsOf = (ending: Ending) => (result: TrialResult) => result.endings.get(ending) ?? 0;

const ROWS: readonly Row<TrialResult>[] = [
  ['orders of API v1', ({ orders }) => orders.v1],
  ['orders of API v2', ({ orders }) => orders.v2],
  ['  callback withheld', ({ withheld }) => withheld],
  ['  killed before NewPay got it', ({ cutBefore }) => cutBefore],
  ['  killed after NewPay got it', ({ cutAfter }) => cutAfter],
  ['  told as unresolved, API v1', ({ unresolved }) => unresolved.v1],
  ['  told as unresolved, API v2', ({ unresolved }) => unresolved.v2],
  ['deliveries of callbacks', ({ deliveries }) => deliveries],
  ['  acknowledged (200)', endingsOf(200)],
  ['  not possible now (503)', endingsOf(503)],
  ['  the worker was down', endingsOf('refused')],
  ['  the worker was killed', endingsOf('cut')],
  ['queries about orders', ({ queries }) => queries],
  ['orders redelivered by hand', ({ redelivered }) => redelivered],
  ['kills (SIGKILL)', ({ kills }) => kills],
  ['  with a listener at work', ({ killsAtWork }) => killsAtWork],
  ['outages of the engine', ({ outages }) => outages],
  ['runs of listeners', ({ runs }) => runs],
  ['  that failed', ({ failures }) => failures],
  ['effects, API v1', ({ effects }) => effects.v1],
  ['effects, API v2', ({ effects }) => effects.v2],
  ['run again: it had failed', ({ againByFailure }) => againByFailure],
  ['run again by a kill', ({ againByKill }) => againByKill],
  ['run again by an outage', ({ againByOutage }) => againByOutage],
  ['run again otherwise', ({ againOtherwise }) => againOtherwise],
  ['run again when done', ({ againAfterDone }) => againAfterDone],
  ['effects missing', ({ missing }) => missing],
  ['`once` done again', ({ onceDoubled }) => onceDoubled],
  ['in the wrong order', ({ disordered }) => disordered],
];

/** One line per figure, one column per engine. */
export function tableOf(results: readonly TrialResult[]): string {
  return tableWith(ROWS, results);
}
