/**
 * What is mutated, and the tests that are held against it: not all of them for each mutant, which would
 * take days. A mutant that these do not kill counts as survived, whatever another test would say.
 */
export const GROUPS = {
  core: {
    mutate: ['lib/core/{amount,signature,status,wire}/*.ts'],
    tests: ['core/!(rsa-key|key-forms)', 'observability/run-aside', 'refunds/refund-ledger'],
  },
  keys: { mutate: ['lib/core/keys/*.ts'], tests: ['core/{rsa-key,key-forms}'] },
  options: {
    mutate: ['lib/options/*.ts', 'lib/boot/address-*.ts', 'lib/urls/order-url-check.ts'],
    tests: [
      'module/{options,ids,environment,option-classes,registration}',
      'boot/{address-diagnosis,store-diagnosis,boot-diagnosis}',
      'orders/own-addresses',
    ],
  },
  store: {
    mutate: ['lib/store/*.ts'],
    tests: [
      'store/{age-ordered-map,callback-store,within-time,store-options}',
      'callback/unknown-store-answers',
    ],
  },
  stores: {
    mutate: ['lib/redis/*.ts', 'lib/postgres/*.ts'],
    tests: ['store/*'],
  },
  callback: {
    mutate: ['lib/callback/*.ts', 'lib/messages/*.ts', 'lib/host/!(listener-*|decorated-*).ts'],
    tests: [
      'callback/*',
      'refunds/refund-callback',
      'module/{open-api,registration,several-merchants}',
      'observability/hooks',
    ],
  },
  events: {
    mutate: [
      'lib/events/*.ts',
      'lib/events/listener-diagnosis.ts',
      'lib/host/{listener-*,decorated-*}.ts',
      'lib/payments/payment-result-publisher.ts',
    ],
    tests: [
      'events/*',
      'callback/{states,callback-table,shutdown}',
      'boot/{boot-diagnosis,listener-diagnosis}',
      'store/exactly-once',
      'payments/reconcile',
      'refunds/refund-callback',
      'module/several-merchants',
    ],
  },
  payments: {
    mutate: [
      'lib/payments/!(payment-settler).ts',
      'lib/refunds/*.ts',
      'lib/orders/!(own-addresses).ts',
      'lib/dto/**/*.ts',
    ],
    tests: ['payments/*', 'refunds/*', 'orders/*', 'callback/message-kinds'],
  },
  sandbox: {
    mutate: ['lib/sandbox/http/*.ts'],
    tests: ['sandbox/{foreign-requests,sandbox-server,lifecycle}'],
  },
};

/** The group that this process works on. */
export const group = GROUPS[process.env.MUTATION_GROUP ?? 'core'];
