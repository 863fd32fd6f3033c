/** Values that throw whatever is asked of them: anything can be thrown. */
export const UNREADABLE: readonly (readonly [what: string, value: object])[] = [
  ['a proxy whose target is gone', revoked()],
  ['a proxy whose traps throw', new Proxy(new Error('never'), { get: fail, getPrototypeOf: fail })],
];

/** What `messageOf` says of them. */
export const UNREADABLE_TEXT = 'something that cannot be shown as text';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function fail(): never {
  throw new Error('it cannot be looked at');
}
