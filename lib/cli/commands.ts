import type { Command } from './command.interface.js';
import { failCommand } from './control/fail.command.js';
import { faultCommand } from './control/fault.command.js';
import { payCommand } from './control/pay.command.js';
import { refundCommand } from './control/refund.command.js';
import { resendCommand } from './control/resend.command.js';
import { triggerCommand } from './control/trigger.command.js';
import { doctorCommand } from './doctor/doctor.command.js';
import { explainCommand } from './explain.command.js';
import { keygenCommand } from './keygen.command.js';
import { sandboxCommand } from './sandbox/sandbox.command.js';
import { tablesCommand } from './tables.command.js';

/** All commands, by name, in the order of the help. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['sandbox', sandboxCommand],
  ['pay', payCommand],
  ['fail', failCommand],
  ['refund', refundCommand],
  ['resend', resendCommand],
  ['fault', faultCommand],
  ['trigger', triggerCommand],
  ['doctor', doctorCommand],
  ['keygen', keygenCommand],
  ['tables', tablesCommand],
  ['explain', explainCommand],
]);
