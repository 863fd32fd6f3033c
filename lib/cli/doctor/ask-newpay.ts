import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { isNewPayError } from '../../newpay.any-error.js';
import { NewPayModule } from '../../newpay.module.js';
import { NewPayService } from '../../newpay.service.js';
import type { NewPayErrorCode } from '../../errors/newpay.error.js';
import { withoutFullStop } from '../../errors/escape-invisible.js';
import { isOnThisMachine, unreachableBecause } from '../../options/url-reachability.js';
import type { NewPayModuleOptions } from '../../options/newpay-options.interface.js';
import type { Finding } from './finding.interface.js';

@Module({})
class DoctorModule {}

const REMEDIES: Partial<Record<NewPayErrorCode, string>> = {
  ERR_NEWPAY_SIGNATURE: 'set NEWPAY_PLATFORM_PUBLIC_KEY to the public key that NewPay gave you',
  ERR_NEWPAY_TRANSPORT: 'check NEWPAY_BASE_URL and the network',
};

/** What the sandbox says of a signed query for an unknown order, when the keys match. */
const SANDBOX_SUCCESS = 'ORDER_NOT_FOUND';

/** Sends a signed query for an order that does not exist. */
export async function askNewPay(
  options: NewPayModuleOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const root = {
    module: DoctorModule,
    imports: [EventEmitterModule.forRoot(), NewPayModule.forRoot({ ...options, callback: false })],
  };
  const app = await NestFactory.createApplicationContext(root, { logger: false });
  try {
    const orderNo = `doctor-${randomBytes(8).toString('hex')}`;
    await app.get(NewPayService).queryOrder(orderNo, { signal });
    return { verdict: 'ok', text: 'NewPay answered a signed query, and its signature matches' };
  } catch (error) {
    return judge(error, options.baseUrl);
  } finally {
    await app.close();
  }
}

function judge(error: unknown, baseUrl: string | undefined): Finding {
  if (!isNewPayError(error)) {
    throw error;
  }
  const said = withoutFullStop(error.message);
  if (error.code === 'ERR_NEWPAY_GATEWAY') {
    return refused(said, error.gatewayCode, baseUrl);
  }
  const remedy = REMEDIES[error.code];
  return { verdict: 'FAIL', text: remedy === undefined ? said : `${said}: ${remedy}` };
}

/** A refusal is expected, because the order does not exist. NewPay documents no codes. */
function refused(said: string, code: string | undefined, baseUrl = ''): Finding {
  const isSandbox = isOnThisMachine(baseUrl) || unreachableBecause(baseUrl) !== undefined;
  if (isSandbox) {
    return code === SANDBOX_SUCCESS
      ? { verdict: 'ok', text: 'The sandbox answered a signed query, and accepts your signature' }
      : {
          verdict: 'FAIL',
          text: `${said}: the variables are not those of the running sandbox; write them again with "nestjs-newpay sandbox --env .env"`,
        };
  }
  return {
    verdict: 'warning',
    text: `NewPay answered a signed query for an unknown order: ${said}. If it is about the order, all is well. If it is about the signature or the appId, send NewPay your public key, and check NEWPAY_APP_ID and NEWPAY_MERCHANT_ID`,
  };
}
