import type { TestRunner } from '../workspace/test-runner.js';

export interface E2eTest {
  readonly runner: TestRunner;
  readonly rootModule: { readonly name: string; readonly from: string };
  /** The app has Fastify and not Express. */
  readonly isFastify: boolean;
}

/** A test of the whole app that takes a payment of a sandbox. */
export function e2eTestFile({ runner, rootModule, isFastify }: E2eTest): string {
  const appType = isFastify ? 'NestFastifyApplication' : 'INestApplication';
  const imports = [
    "import { randomUUID } from 'node:crypto';",
    isFastify ? '' : "import type { INestApplication } from '@nestjs/common';",
    isFastify
      ? "import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';"
      : '',
    "import { Test } from '@nestjs/testing';",
    "import { newPayConfig, NewPayService, PayMethod } from 'nestjs-newpay';",
    "import { NewPaySandbox } from 'nestjs-newpay/sandbox';",
    runner === 'vitest'
      ? "import { afterAll, beforeAll, describe, expect, it } from 'vitest';"
      : '',
    `import { ${rootModule.name} } from '${rootModule.from}';`,
  ];
  return `${imports.filter((line) => line !== '').join('\n')}

describe('Payments (e2e)', () => {
  let sandbox: NewPaySandbox;
  let app: ${appType};

  beforeAll(async () => {
    sandbox = await NewPaySandbox.start({ retryDelays: [] });
    const page = 'http://127.0.0.1/';
    const testing = await Test.createTestingModule({ imports: [${rootModule.name}] })
      .overrideProvider(newPayConfig.KEY)
      .useValue({
        ...sandbox.credentials,
        pages: { success: page, failure: page, cancel: page },
      })
      .compile();
    app = testing.createNestApplication${isFastify ? '<NestFastifyApplication>(new FastifyAdapter())' : '()'};
    await app.listen(0, '127.0.0.1');
  }, 60_000); // the sandbox makes keys, which takes a while on a busy machine

  afterAll(async () => {
    await app?.close();
    await sandbox?.stop();
  });

  it('acknowledges the callback of a payment', async () => {
    const orderNo = randomUUID();
    await app.get(NewPayService).createOrder({
      orderNo,
      payMethod: PayMethod.NewPay,
      currency: 'LAK',
      orderAmt: '50000',
      subject: 'Coffee',
      callBackUrl: \`\${await app.getUrl()}/newpay/callback\`,
    });

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toMatchObject([
      { status: 200, acknowledged: true },
    ]);
  });
});
`;
}
