/** Whether a value that the host gave is an object, or a function, with this method. */
export function hasMethod(client: unknown, method: string): boolean {
  return (
    (typeof client === 'object' || typeof client === 'function') &&
    client !== null &&
    typeof Reflect.get(client, method) === 'function'
  );
}
