import { ConsoleLogger } from '@nestjs/common';
import { formatLogTime } from '../views/format.js';

/** The contexts under which Nest logs each module and each route at the start. */
const LISTS: ReadonlySet<unknown> = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** The log of the shop. Its times are in the time zone of the pages. */
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
