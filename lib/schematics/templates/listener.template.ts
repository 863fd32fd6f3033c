/** A listener for the result of payments. */
export function listenerFile(className: string): string {
  return `import { Injectable, Logger } from '@nestjs/common';
import { NewPayFailedEvent, NewPayPaidEvent, OnNewPay } from 'nestjs-newpay';

/**
 * A callback is acknowledged when every listener has finished. If one throws,
 * NewPay delivers the callback again: a listener can run more than once for a
 * payment.
 *
 * The other events: mismatched, duplicate, refunded, refund-failed.
 */
@Injectable()
export class ${className} {
  private readonly logger = new Logger(${className}.name);

  @OnNewPay('paid')
  onPaid({ orderNo, orderAmt, currency }: NewPayPaidEvent): void {
    // Save here that the order is paid. Only this event means so.
    this.logger.log(\`Order \${orderNo} is paid: \${orderAmt} \${currency}\`);
  }

  @OnNewPay('failed')
  onFailed({ orderNo, transInfo }: NewPayFailedEvent): void {
    this.logger.log(\`The payment of order \${orderNo} failed: \${transInfo}\`);
  }
}
`;
}
