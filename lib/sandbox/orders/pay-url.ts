/** The link that the payer follows: the cashier page of an order. */
export function payUrlOf(baseUrl: string, { cashierId }: { readonly cashierId: string }): string {
  return `${baseUrl}/cashier/${cashierId}`;
}
