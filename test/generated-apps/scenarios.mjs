/** What is done with each generated app, in this order. */
import assert from 'node:assert/strict';
import { documentedTest, forJest } from './documented-tests.mjs';
import { startSandbox, takePayment } from './payment.mjs';

const UNIT_TEST = 'src/payments/payments.controller.spec.ts';

/** `nest add`, which the CLI of the app runs: the package comes from the registry by its name. */
const nestAdd = {
  'installs the app as it is generated': (app) => app.install(),
  'nest add sets the app up': async (app) => {
    const output = await app.nestAdd();
    assert.match(output, /nestjs-newpay is set up/);
    assert.match(app.read('src/app.module.ts'), /NewPayModule\.forRootAsync/);
  },
};

const schematicsAgain = {
  'a second nest add changes nothing': async (app) => {
    const before = app.snapshot();
    await app.nestAdd('--skip-install');
    assert.deepEqual(app.snapshot(), before);
  },
  'a dry run writes nothing': async (app) => {
    const before = app.snapshot();
    const output = await app.nest('g', '-c', 'nestjs-newpay', 'listener', 'mails', '--dry-run');
    assert.match(output, /mails\.listener\.ts/);
    assert.deepEqual(app.snapshot(), before);
  },
  'nest generate creates another listener': async (app) => {
    await app.nest('generate', '-c', 'nestjs-newpay', 'listener', 'mails');
    assert.match(app.read('src/app.module.ts'), /MailsListener/);
  },
};

const isFormatted = {
  'the code is formatted': (app) =>
    app.run(
      process.execPath,
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      'src',
      'test',
      'package.json',
    ),
};

/** `nest build` with the builders of an app, each followed by a payment. */
function builds(builders) {
  return Object.fromEntries(
    Object.entries(builders).map(([name, { args, main = 'dist/main.js' }]) => [
      `${name} builds the app, and it takes a payment`,
      async (app) => {
        await app.nest('build', ...args);
        const sandbox = await startSandbox(app);
        try {
          await takePayment(app, main);
        } finally {
          sandbox.stop();
        }
      },
    ]),
  );
}

/** The generated tests, of Nest and of `nest add`, and those of docs/testing.md. */
function tests(codeFor = (code) => code) {
  return {
    'its tests pass, with the unit test of docs/testing.md': async (app) => {
      app.write(UNIT_TEST, codeFor(documentedTest(UNIT_TEST)));
      const output = await app.script('test');
      assert.match(output, /payments\.controller\.spec/);
    },
    'its e2e tests pass': async (app) => {
      const output = await app.script('test:e2e');
      assert.match(output, /payments\.e2e-spec/);
    },
  };
}

const swcPackages = (app) => app.install('-D', '@swc/cli@0.8', '@swc/core@1');

export const scenarios = [
  {
    name: 'Nest 12 with npm',
    cli: 12,
    packageManager: 'npm',
    steps: {
      ...nestAdd,
      ...schematicsAgain,
      ...isFormatted,
      'the linter has nothing to say': (app) => app.script('lint'),
      ...builds({ TypeScript: { args: [] } }),
      ...tests(),
      'the test of docs/testing.md for node --test passes': async (app) => {
        app.write('test/payments.test.ts', documentedTest('test/payments.test.ts'));
        await app.run(process.execPath, 'node_modules/typescript/bin/tsc', '--outDir', 'build');
        await app.run(process.execPath, '--test', 'build/test/payments.test.js');
      },
    },
  },
  {
    name: 'Nest 11 with npm',
    cli: 11,
    packageManager: 'npm',
    steps: {
      ...nestAdd,
      ...schematicsAgain,
      ...isFormatted,
      'the linter has nothing to say': (app) => app.script('lint'),
      ...builds({ TypeScript: { args: [] }, webpack: { args: ['--webpack'] } }),
      ...tests(forJest),
      'a compiler with module: commonjs and node10 builds it': async (app) => {
        app.updateJson('tsconfig.json', (config) => ({
          compilerOptions: {
            ...config.compilerOptions,
            module: 'commonjs',
            moduleResolution: 'node10',
            resolvePackageJsonExports: undefined,
          },
        }));
        await builds({ x: { args: [] } })['x builds the app, and it takes a payment'](app);
      },
      'in a monorepo, nest add sets up the app that is named': async (app) => {
        await app.nest('generate', 'app', 'shop');
        await app.nestAdd('--skip-install', '--project', 'shop');
        assert.match(app.read('apps/shop/src/shop.module.ts'), /NewPayModule\.forRootAsync/);
      },
      'webpack builds the app of the monorepo, and it takes a payment': async (app) => {
        await builds({ x: { args: ['shop'], main: 'dist/apps/shop/main.js' } })[
          'x builds the app, and it takes a payment'
        ](app);
      },
      'the e2e test of the monorepo passes': async (app) => {
        const jest = 'node_modules/jest/bin/jest.js';
        await app.run(
          process.execPath,
          jest,
          '--config',
          'apps/shop/test/jest-e2e.json',
          'payments',
        );
      },
    },
  },
  {
    name: 'Nest 12 with pnpm',
    cli: 12,
    packageManager: 'pnpm',
    steps: {
      ...nestAdd,
      'installs SWC and rspack': async (app) => {
        await swcPackages(app);
        await app.install(
          '-D',
          '@rspack/core@1',
          'webpack-node-externals@3',
          'tsconfig-paths-webpack-plugin@4',
        );
      },
      ...builds({
        SWC: { args: ['--builder', 'swc'] },
        rspack: { args: ['--builder', 'rspack'] },
      }),
      ...tests(),
    },
  },
  {
    name: 'Nest 11 with pnpm',
    cli: 11,
    packageManager: 'pnpm',
    steps: { ...nestAdd, ...builds({ TypeScript: { args: [] } }), ...tests(forJest) },
  },
];
