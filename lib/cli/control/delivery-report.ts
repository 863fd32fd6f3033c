import { visibleText } from '../../errors/escape-invisible.js';
import type { ControlResult } from '../../sandbox/control/control-reply.interface.js';
import type { CommandContext } from '../command.interface.js';

/**
 * Prints the deliveries of a command.
 *
 * @returns the exit code: 1 if one of them was not acknowledged
 */
export function reportDeliveries(
  { number = '', deliveries = [] }: ControlResult,
  { stdout }: CommandContext,
): number {
  if (deliveries.length === 0) {
    const why = 'no callback was sent now: a fault withholds or delays it, or it has no URL';
    stdout.write(`${visibleText(number)}: ${why}.\n`);
    return 0;
  }
  for (const { url, status, acknowledged, error = '' } of deliveries) {
    const answer = status === undefined ? `no answer (${error})` : `HTTP ${status}`;
    const verdict = acknowledged ? 'acknowledged' : 'not acknowledged';
    stdout.write(`${visibleText(`${number}: callback to ${url}: ${answer}, ${verdict}.`)}\n`);
  }
  return deliveries.every(({ acknowledged }) => acknowledged) ? 0 : 1;
}
