/**
 * What is mutated, and the tests that are held against it: not all of them for each mutant, which would
 * take days. A mutant that these do not kill counts as survived, whatever another test would say.
 */
export const GROUPS = {
  protocol: {
    mutate: [
      'lib/protocol/{json,signature}/*.ts',
      'lib/protocol/*.ts',
      'lib/errors/{escape-invisible,error-message,error-stacks}.ts',
    ],
    tests: [
      'protocol/!(rsa-key|key-forms)',
      'errors/{escape-invisible,error-message,error-stacks}',
    ],
  },
  v1: {
    mutate: ['lib/protocol/v1/*.ts'],
    tests: [
      'protocol/{status-codes,required-field,signed-message,ambiguous-text,documented-tables,answer}',
      'callback/{message-kinds,callback-table,states}',
      'refunds/refund-callback',
    ],
  },
  'v2-messages': { mutate: ['lib/protocol/v2/*.ts'], tests: ['protocol/v2/*'] },
  'v2-calls': {
    mutate: [
      'lib/api-v2/v2-{gateway,order-client,order-request,raw-call,reference,scan-client,user-client}.ts',
      'lib/api-v2/pay-reference.ts',
    ],
    tests: ['api-v2/{v2-gateway,v2-inputs,v2-service}', 'orders/{resolved-order,returned-texts}'],
  },
  'v2-results': {
    mutate: [
      'lib/api-v2/v2-{refund,watched}*.ts',
      'lib/api-v2/v2-{hint-publisher,payment-client,reconciler,settler}.ts',
      'lib/api-v2/name-of-result.ts',
    ],
    tests: [
      'api-v2/{v2-inputs,v2-refund,v2-service,v2-settle}',
      'callback/v2-callbacks',
      'watch/watched-v2',
    ],
  },
  keys: { mutate: ['lib/protocol/keys/*.ts'], tests: ['protocol/{rsa-key,key-forms}'] },
  options: {
    mutate: ['lib/options/*.ts', 'lib/boot/url-*.ts', 'lib/urls/*.ts'],
    tests: [
      'options/*',
      'module/{registration,callback-route}',
      'boot/{url-check,url-warnings,store-warnings,boot-check}',
      'urls/*',
    ],
  },
  store: {
    mutate: ['lib/store/!(*-text|quote-reply|decode-bytes).ts', 'lib/user-code/*.ts'],
    tests: [
      'store/{expiring-map,memory-callback-store,strict-callback-store,callback-store,store-options,turn-batch}',
      'boot/store-warnings',
      'user-code/*',
      'callback/unknown-store-answers',
    ],
  },
  // These talk to real servers: `node test/services/run-with.mjs redis redis-server postgres mariadb -- npm run test:mutation`
  redis: {
    mutate: ['lib/redis/*.ts'],
    tests: [
      'store/{known-scripts,store-options}',
      'store/redis-{advice,batch,resend,store,unexpected-replies,wait}',
    ],
  },
  sql: {
    mutate: ['lib/store/sql/**/*.ts', 'lib/store/{*-text,quote-reply,decode-bytes}.ts'],
    tests: [
      'store/{answer-texts,expired-rows,once-failed-work,retry-conflicts,sql-replies,store-options}',
      'store/libraries/once-{mysql,postgres,without-transaction-argument}',
    ],
  },
  postgres: {
    mutate: ['lib/postgres/*.ts'],
    tests: [
      'store/{once-failed-work,prepared-statements,store-options}',
      'store/postgres-{replies,store}',
      'store/libraries/once-without-transaction-argument',
    ],
  },
  mysql: {
    mutate: ['lib/mysql/*.ts'],
    tests: [
      'store/{mysql-errors,mysql-replies,mysql-store,once-failed-work,store-options}',
      'store/libraries/once-{mysql,without-transaction-argument}',
    ],
  },
  callback: {
    mutate: ['lib/callback/*.ts', 'lib/host/!(listener-*|decorated-*).ts'],
    tests: [
      'callback/*',
      'host/*',
      'refunds/refund-callback',
      'module/{open-api,registration,several-merchants}',
      'observability/hooks',
    ],
  },
  events: {
    mutate: [
      'lib/events/*.ts',
      'lib/host/{listener-*,decorated-*}.ts',
      'lib/payments/payment-result-publisher.ts',
    ],
    tests: [
      'events/*',
      'events/queued/start-and-end',
      'callback/{states,callback-table,shutdown}',
      'boot/{boot-check,listener-check}',
      'host/{listener-registrations,unheard-of-name}',
      'payments/{payment-result-publisher,reconcile,settle}',
      'refunds/refund-callback',
      'module/several-merchants',
    ],
  },
  queue: {
    mutate: [
      'lib/{queue,jobs,watch}/*.ts',
      'lib/events/queued/*.ts',
      'lib/payments/watched-payments.ts',
      'lib/refunds/watched-refunds.ts',
    ],
    tests: [
      'queue/*',
      'jobs/{job-runner,redeliver}',
      'watch/{query-rate,watch-job,watched-*}',
      'events/queued/{event-job,order-gate,queued-delivery}',
      'options/queue-options',
    ],
  },
  gateway: {
    mutate: ['lib/gateway/*.ts'],
    tests: [
      'gateway/!(*.slow)',
      'observability/hooks',
      'orders/sent-as-checked',
      'api-v2/v2-gateway',
      'jobs/redeliver',
      'payments/query-order',
      'transfers/transfer',
    ],
  },
  payments: {
    mutate: ['lib/payments/!(payment-result-publisher|watched-payments).ts'],
    tests: ['payments/*'],
  },
  refunds: {
    mutate: ['lib/refunds/!(watched-refunds).ts'],
    tests: ['refunds/*', 'watch/watched-refunds', 'urls/order-url-check'],
  },
  orders: {
    mutate: ['lib/orders/*.ts'],
    tests: ['orders/*', 'gateway/{call,call-options}', 'watch/watched-orders'],
  },
  dto: {
    mutate: ['lib/dto/**/*.ts'],
    tests: [
      // Not module/open-api: Swagger knows the type of a field by a function's name, which mutants take away.
      'dto/*',
      'orders/{order-rules,sent-as-checked}',
    ],
  },
  sandbox: {
    mutate: ['lib/sandbox/http/*.ts'],
    tests: [
      'sandbox/{require-own-page,router,listen-address,reply,foreign-requests,sandbox-server,lifecycle}',
    ],
  },
};

/** The group that this process works on. */
export const group = GROUPS[process.env.MUTATION_GROUP ?? 'protocol'];
