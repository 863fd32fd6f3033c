import { ActivityLog } from '../../sandbox/activity/activity-log.js';
import { CallbackSender } from '../../sandbox/callbacks/callback-sender.js';
import { resolveRetryDelays } from '../../sandbox/callbacks/retry-delays.js';
import { resolveV2Settings } from '../../sandbox/v2/v2-settings.js';
import type { Trigger } from '../../sandbox/actions/sandbox-actions.js';
import type { ControlResult } from '../../sandbox/control/control-reply.interface.js';
import { openAccount } from '../../sandbox/sandbox-account.js';
import { assembleSandbox } from '../../sandbox/sandbox-wiring.js';
import type { NewPayNestedForm } from '../../protocol/v2/nested-form.js';
import { InputError } from '../command.interface.js';
import { readAccountFiles } from '../sandbox/account-files.js';
import { ControlError } from './control-client.js';

/** What a trigger signs with. */
export interface TriggerKeys {
  /** The folder of `sandbox --keys`. */
  readonly folder: string;
  /** Of API v2. */
  readonly nested: NewPayNestedForm | undefined;
}

/**
 * Sends the callback of a trigger with the keys of a folder: a sandbox without its server.
 *
 * @throws {InputError} the folder has no keys of a sandbox
 * @throws {ControlError} the order is not valid
 */
export async function triggerWithKeys(
  trigger: Trigger,
  { folder, nested }: TriggerKeys,
): Promise<ControlResult> {
  const files = await readAccountFiles(folder);
  if (!files) {
    throw new InputError(
      `The folder ${folder} has no keys of a sandbox: make them with "nestjs-newpay sandbox --keys ${folder}".`,
    );
  }
  const activities = new ActivityLog();
  const sender = new CallbackSender({ activities });
  const account = await openAccount(files);
  const settings = {
    reading: 'example',
    retryDelays: resolveRetryDelays([]),
    v2: resolveV2Settings(nested === undefined ? {} : { nested }),
  } as const;
  const ground = { account, baseUrl: trigger.to, sender, activities, settings };
  try {
    const number = await assembleSandbox(ground).actions.trigger(trigger);
    return { number, deliveries: sender.deliveriesOf(number) };
  } catch (error) {
    throw new ControlError((error as Error).message, { cause: error });
  }
}
