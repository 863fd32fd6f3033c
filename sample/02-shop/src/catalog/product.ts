import type { Money } from './money.js';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly laoName: string;
  readonly description: string;
  readonly price: Money;
}
