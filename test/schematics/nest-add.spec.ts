import { expect, it } from '@jest/globals';
import { nestAdd } from '../../lib/schematics/nest-add/nest-add.schematic.js';
import { nest11App, nest12App, runOn } from './workspace.js';

interface Manifest {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  jest?: { transformIgnorePatterns?: string[] };
}

const manifestOf = (files: Readonly<Record<string, string>>): Manifest =>
  JSON.parse(files['/package.json'] ?? '') as Manifest;

it('nest add sets up the root module of a Nest 12 app.', async () => {
  const { files, warnings } = await runOn(nest12App, nestAdd({ sourceRoot: 'src' }));

  expect(files['/src/app.module.ts']).toBe(`import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { newPayConfig, NewPayModule } from 'nestjs-newpay';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentListener } from './payments/payment.listener.js';

@Module({
  imports: [
    ConfigModule.forRoot(),
    EventEmitterModule.forRoot(),
    NewPayModule.forRootAsync(newPayConfig.asProvider()),
  ],
  controllers: [AppController, PaymentsController],
  providers: [AppService, PaymentListener],
})
export class AppModule {}
`);
  expect(files['/src/payments/payment.listener.ts']).toMatch(
    /@OnNewPay\('paid'\)[^]*@OnNewPay\('failed'\)/,
  );
  expect(files['/test/payments.e2e-spec.ts']).toContain("from 'vitest'");
  expect(files['/test/payments.e2e-spec.ts']).toContain("from '../src/app.module.js'");
  expect(warnings).toEqual([]);
});

it('nest add imports files without an extension in an app that does so.', async () => {
  const { files } = await runOn(nest11App, nestAdd({ sourceRoot: 'src' }));

  expect(files['/src/app.module.ts']).toContain("from './payments/payment.listener'");
  expect(files['/test/payments.e2e-spec.ts']).toContain("from '../src/app.module'");
});

it.each([
  { app: nest12App, nest: 12, versions: { config: '^12', axios: '^12', 'event-emitter': '^12' } },
  { app: nest11App, nest: 11, versions: { config: '^4', axios: '^4', 'event-emitter': '^3' } },
])('nest add installs the peers that fit Nest $nest.', async ({ app, versions }) => {
  const { files, tasks } = await runOn(app, nestAdd({ sourceRoot: 'src' }));

  const { dependencies } = manifestOf(files);
  expect(dependencies).toMatchObject(
    Object.fromEntries(Object.entries(versions).map(([name, range]) => [`@nestjs/${name}`, range])),
  );
  expect(Object.keys(dependencies)).toEqual(
    expect.arrayContaining(['axios', 'class-transformer', 'class-validator']),
  );
  expect(Object.keys(dependencies)).not.toContain('@nestjs/terminus');
  expect(Object.keys(dependencies)).toEqual(Object.keys(dependencies).toSorted());
  expect(tasks).toMatchObject([
    { name: 'node-package', options: { command: 'install', packageManager: 'npm' } },
  ]);
});

it('nest add keeps versions of peers that the app has, and prefers the version of Nest that is installed.', async () => {
  const manifest = manifestOf(nest12App);
  manifest.dependencies['@nestjs/core'] = 'latest';
  manifest.dependencies['@nestjs/config'] = '~12.0.0';
  const { files } = await runOn(
    {
      ...nest12App,
      '/package.json': JSON.stringify(manifest),
      '/node_modules/@nestjs/core/package.json': '{"version":"11.2.0"}',
    },
    nestAdd({}),
  );

  expect(manifestOf(files).dependencies).toMatchObject({
    '@nestjs/config': '~12.0.0',
    '@nestjs/axios': '^4',
  });
});

it.each([
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
])('nest add installs with the package manager of %s.', async (lockfile, packageManager) => {
  const { tasks, messages } = await runOn({ ...nest12App, [`/${lockfile}`]: '' }, nestAdd({}));

  expect(tasks).toMatchObject([{ options: { packageManager } }]);
  expect(messages.join('\n')).toContain(`${packageManager} run newpay:sandbox`);
});

it('nest add installs nothing with --skip-install.', async () => {
  const { files, tasks } = await runOn(nest12App, nestAdd({ skipInstall: true }));

  expect(manifestOf(files).dependencies).toHaveProperty('axios');
  expect(tasks).toEqual([]);
});

it.each([
  { app: nest12App, nest: 12 },
  { app: nest11App, nest: 11 },
])('A second nest add changes nothing in a Nest $nest app.', async ({ app }) => {
  const first = await runOn(app, nestAdd({ sourceRoot: 'src' }));
  const second = await runOn(first.files, nestAdd({ sourceRoot: 'src' }));

  expect(second.files).toEqual(first.files);
  expect(second.tasks).toEqual([]);
  expect(second.warnings).toEqual([]);
});

it('nest add leaves out what the app has in another file.', async () => {
  const { files } = await runOn(
    {
      ...nest12App,
      '/src/core/core.module.ts':
        'ConfigModule.forRoot({ isGlobal: true }); EventEmitterModule.forRoot();',
      '/src/shop/shop.listener.ts': "@OnNewPay('paid')",
      '/src/shop/shop.service.ts': 'this.newPay.createOrder(order)',
    },
    nestAdd({ sourceRoot: 'src' }),
  );

  expect(files['/src/app.module.ts']).toContain(
    '  imports: [NewPayModule.forRootAsync(newPayConfig.asProvider())],\n',
  );
  expect(files['/src/app.module.ts']).not.toMatch(/ConfigModule|EventEmitterModule|Payment/);
  expect(Object.keys(files)).not.toContain('/src/payments/payment.listener.ts');
});

it('nest add finds the root module by main.ts, and takes another one that is named.', async () => {
  const files = {
    '/package.json': nest12App['/package.json'],
    '/apps/shop/src/main.ts': nest12App['/src/main.ts'].replace(
      "{ AppModule } from './app.module.js'",
      "{ AppModule } from './core/shop.module.js'",
    ),
    '/apps/shop/src/core/shop.module.ts': nest12App['/src/app.module.ts'],
    '/apps/shop/src/other.module.ts': nest12App['/src/app.module.ts'],
  };
  const sourceRoot = 'apps/shop/src';

  const found = await runOn(files, nestAdd({ sourceRoot }));
  expect(found.files['/apps/shop/src/core/shop.module.ts']).toContain(
    "from '../payments/payment.listener.js'",
  );
  expect(found.files['/apps/shop/test/payments.e2e-spec.ts']).toContain(
    "from '../src/core/shop.module.js'",
  );

  const named = await runOn(
    files,
    nestAdd({ sourceRoot, module: `${sourceRoot}/other.module.ts` }),
  );
  expect(named.files['/apps/shop/src/other.module.ts']).toContain('NewPayModule.forRootAsync');
  expect(named.files['/apps/shop/src/core/shop.module.ts']).toBe(nest12App['/src/app.module.ts']);
});

it('nest add lets Jest of a CommonJS app transform the package, in both of its configurations.', async () => {
  const { files } = await runOn(nest11App, nestAdd({}));

  const [pattern = ''] = manifestOf(files).jest?.transformIgnorePatterns ?? [];
  const e2e = JSON.parse(files['/test/jest-e2e.json'] ?? '') as {
    transformIgnorePatterns: string[];
  };
  expect(e2e.transformIgnorePatterns).toEqual([pattern]);
  const isIgnored = (file: string): boolean => new RegExp(pattern).test(file);
  expect(isIgnored('/app/node_modules/express/index.js')).toBe(true);
  expect(isIgnored('/app/node_modules/nestjs-newpay/dist/index.js')).toBe(false);
  expect(isIgnored('/app/node_modules/.pnpm/express@5.0.0/node_modules/express/index.js')).toBe(
    true,
  );
  expect(
    isIgnored('/app/node_modules/.pnpm/@nestjs+config@12.0.0_x/node_modules/@nestjs/config/a.js'),
  ).toBe(false);
});

it('nest add keeps settings of Jest that the app has, and names their file.', async () => {
  const manifest = manifestOf(nest11App);
  manifest.jest = { transformIgnorePatterns: ['/node_modules/(?!lodash-es)'] };
  const { files, warnings } = await runOn(
    { ...nest11App, '/package.json': JSON.stringify(manifest), '/jest.config.ts': '' },
    nestAdd({}),
  );

  expect(manifestOf(files).jest).toEqual(manifest.jest);
  expect(warnings).toEqual([
    expect.stringContaining('/package.json, /jest.config.ts have settings of their own'),
  ]);
});

it('nest add writes a test with Fastify for an app that has no Express.', async () => {
  const text = nest12App['/package.json'].replace('platform-express', 'platform-fastify');
  const { files } = await runOn({ ...nest12App, '/package.json': text }, nestAdd({}));

  expect(files['/test/payments.e2e-spec.ts']).toContain(
    'createNestApplication<NestFastifyApplication>',
  );
});

it('nest add appends to .env.example and .gitignore, which may have lines already.', async () => {
  const { files } = await runOn(
    { ...nest12App, '/.env.example': 'PORT=3000', '/.gitignore': '/dist\n.env\n' },
    nestAdd({}),
  );

  expect(files['/.env.example']).toMatch(/^PORT=3000\n\n# NewPay[^]*^NEWPAY_APP_ID=$/m);
  expect(files['/.gitignore']).toBe('/dist\n.env\n\n# Keys\n.newpay-sandbox\n');
});

it('nest add never writes the file .env.', async () => {
  const { files } = await runOn(nest12App, nestAdd({}));

  expect(Object.keys(files)).toContain('/.env.example');
  expect(Object.keys(files)).not.toContain('/.env');
});

it('nest add refuses an app with another Nest.', async () => {
  const text = nest12App['/package.json'].replaceAll('^12', '^10');

  await expect(runOn({ ...nest12App, '/package.json': text }, nestAdd({}))).rejects.toThrow(
    'nestjs-newpay needs Nest 11 or 12. @nestjs/core of this app is ^10.0.1.',
  );
});

it('nest add refuses an app without a root module, and says how to name it.', async () => {
  await expect(runOn({ '/package.json': nest12App['/package.json'] }, nestAdd({}))).rejects.toThrow(
    'No root module: /src/app.module.ts is not a file with a class under @Module. Name the file: --module=src/app.module.ts.',
  );
});

it('nest add says what to add by hand if it cannot read the lists of the root module.', async () => {
  const text = '@Module(metadata)\nexport class AppModule {}\n';
  const { files, warnings } = await runOn(
    { ...nest12App, '/src/app.module.ts': text },
    nestAdd({}),
  );

  expect(files['/src/app.module.ts']).toBe(text);
  expect(warnings).toEqual([
    expect.stringContaining('imports: NewPayModule.forRootAsync(newPayConfig.asProvider())'),
  ]);
});

it('nest add writes no test for a runner that it does not know.', async () => {
  const text = nest12App['/package.json'].replace('vitest', 'mocha');
  const { files, messages, warnings } = await runOn(
    { ...nest12App, '/package.json': text },
    nestAdd({}),
  );

  expect(messages.join()).not.toContain('payments.e2e-spec.ts');
  expect(Object.keys(files).filter((file) => file.startsWith('/test/'))).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('No test was written')]);
});

it('nest add names the test that it wrote.', async () => {
  const { messages } = await runOn(nest12App, nestAdd({}));

  expect(messages.join()).toContain('payments.e2e-spec.ts does the same');
});
