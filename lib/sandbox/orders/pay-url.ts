/** The `payUrl` of an order: its cashier page. */
export function payUrlOf(baseUrl: string, { cashierId }: { readonly cashierId: string }): string {
  return `${baseUrl}/cashier/${cashierId}`;
}
