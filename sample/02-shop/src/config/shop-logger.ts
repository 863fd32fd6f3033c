import { ConsoleLogger } from '@nestjs/common';
import { formatLogTime } from '../views/format.js';

/** Where Nest lists each module and each route of an app that starts. */
const LISTS: ReadonlySet<unknown> = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** The log of the shop: what happens in it, with the clock of its pages. */
export class ShopLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!LISTS.has(rest.at(-1))) {
      super.log(message, ...rest);
    }
  }

  protected override getTimestamp(): string {
    return formatLogTime(new Date());
  }
}
