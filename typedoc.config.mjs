import { OptionDefaults } from 'typedoc';

/** The reference of all public names, from their JSDoc: `npm run docs:api` writes it to `reports/api`. */
export default {
  name: 'nestjs-newpay',
  entryPoints: [
    '.',
    'sandbox',
    'redis',
    'postgres',
    'mysql',
    'bullmq',
    'pg-boss',
    'health',
    'testing',
  ].map((subpath) => `lib/${subpath}/index.ts`),
  tsconfig: 'tsconfig.build.json',
  out: 'reports/api',
  readme: 'none',
  excludeInternal: true,
  excludePrivate: true,
  // The inherited members of Nest's and Node's classes are not ours to document.
  excludeExternals: true,
  disableSources: true,
  modifierTags: [...OptionDefaults.modifierTags, '@publicApi'],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  // Not of each property: `orderNo: string` explains itself.
  requiredToBeDocumented: OptionDefaults.requiredToBeDocumented.filter(
    (kind) => kind !== 'Property',
  ),
  // Helpers of a public declaration's type, which nobody names.
  intentionallyNotExported: [
    'ANSWER_FAULTS',
    'CALLBACK_FAULTS',
    'ListenerOf',
    'OrderNumbers',
    'OrdersToReconcile',
    'PrismaClientLike',
    'KyselyLike',
    'DrizzleLike',
    'MikroOrmLike',
    'SequelizeLike',
    'SequelizeTransactionLike',
    'PostgresJsLike',
  ],
  // The methods of `NewPayService`, whose JSDoc TypeDoc does not follow through `Omit`.
  intentionallyNotDocumented: [
    'call',
    'createMiniProgramOrder',
    'createPrePayment',
    'queryOrder',
    'queryRefund',
    'queryTransfer',
    'queryUser',
    'reconcile',
    'reconcileAll',
    'redeliver',
    'refund',
    'settle',
    'transfer',
    'watch',
  ].map((method) => `testing.NewPayServiceMethods.${method}`),
  treatWarningsAsErrors: true,
};
