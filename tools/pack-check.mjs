/**
 * Checks the package as its users get it: packed, and installed in an empty app.
 *
 * The tests run on the sources and would not notice a file that `files` leaves out, an `exports`
 * target that is not built, a dependency that is only there because this repository has it, or
 * declarations that only compile next to our own `tsconfig.json`. `dist` would not show it either:
 * next to it stand our `node_modules`. So the tarball is what counts: the one that is named, as a
 * release names the file that it publishes, or one that is packed for the check.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const manifest = readJson('package.json');
const lockfile = readJson('package-lock.json');
const temporary = mkdtempSync(path.join(tmpdir(), 'pack-check-'));

const ALLOWED =
  /^(dist\/.+\.(js|d\.ts)|dist\/schematics\/.+\.json|docs\/.+\.md|llms(-full)?\.txt|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
/** An app that uses every export of 0.1.0. */
const EARLIER_APP = path.join(root, 'test/packaging/consumers/written-for-0.1.0.ts');
const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'docs/README.md',
  'docs/protocol.md',
  'llms.txt',
  'llms-full.txt',
];

const LOADS = `
  import { createRequire } from 'node:module';

  const require = createRequire(import.meta.url);
  for (const specifier of process.argv.slice(2)) {
    const type = specifier.endsWith('.json') ? { with: { type: 'json' } } : {};
    const imported = await import(specifier, type);
    const required = require(specifier);
    const names = Object.keys(imported).filter((name) => name !== 'default');
    if (names.length === 0 && !imported.default) {
      throw new Error(specifier + ' exports nothing');
    }
    for (const name of names) {
      // One and the same class, or Nest would not find what the other half of an app registered.
      if (imported[name] !== required[name]) {
        throw new Error(specifier + ': require() gives another ' + name + ' than import');
      }
    }
  }
`;

const CONSUMER = `
  import { Injectable, Module } from '@nestjs/common';
  import { EventEmitterModule } from '@nestjs/event-emitter';
  import {
    Currency,
    isNewPayError,
    NewPayModule,
    NewPayService,
    OnNewPay,
    PayMethod,
    type NewPayModuleOptions,
    type NewPayPaidEvent,
    type NewPayRefund,
  } from 'nestjs-newpay';

  // Nothing private is in the declarations, so that a part of the service serves as a test double.
  export const double = { queryRefund: async (_refundOrderNo: string) => refund } as NewPayService;
  declare const refund: NewPayRefund;

  export function orderToQuery(error: unknown): string | undefined {
    return isNewPayError(error) && error.code === 'ERR_NEWPAY_UNKNOWN_OUTCOME'
      ? error.orderNo
      : undefined;
  }

  @Injectable()
  export class Shop {
    constructor(private readonly newpay: NewPayService) {}

    async buy(): Promise<string> {
      const order = await this.newpay.createOrder({
        orderNo: 'A-1',
        orderAmt: '50000',
        currency: Currency.LAK,
        payMethod: PayMethod.NewPay,
      });
      return order.payUrl;
    }

    @OnNewPay('paid')
    onPaid(event: NewPayPaidEvent): string {
      return event.orderNo;
    }
  }

  // @ts-expect-error there is no such event: the names are checked, not just any text
  export const onPayed = () => OnNewPay('payed');

  @Module({
    imports: [
      EventEmitterModule.forRoot(),
      NewPayModule.forRootAsync({
        useFactory: (): NewPayModuleOptions => ({
          appId: 'app',
          merchantId: 'merchant',
          privateKey: 'key',
          platformPublicKey: ['key'],
          publicUrl: 'https://shop.example',
        }),
      }),
      // @ts-expect-error merchantId and the keys are required
      NewPayModule.forRoot({ appId: 'app' }),
    ],
    providers: [Shop],
  })
  export class AppModule {}
`;

try {
  const report = pack();
  checkFiles(report.files.map((file) => file.path));
  const app = install(report.tarball);
  checkLoading(app);
  checkTypes(app);
  checkOlderCommonJs(app);
  checkCommands(app);
  console.log(
    `${manifest.name} ${manifest.version}: ${report.files.length} files, ` +
      `${(report.unpackedSize / 1024).toFixed(1)} kB unpacked, ` +
      `${(report.size / 1024).toFixed(1)} kB packed, ` +
      `runtime dependencies: ${Object.keys(manifest.dependencies ?? {}).length}`,
  );
} catch (error) {
  console.error(`pack-check: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** Packs as publishing does, with the build before it; or looks into the tarball that is named. */
function pack() {
  const [named] = process.argv.slice(2);
  const what = named === undefined ? [] : [path.resolve(named), '--dry-run'];
  const output = run('npm', ['pack', ...what, '--json', '--pack-destination', temporary], root);
  // What the build prints may stand before it.
  const [report] = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m))));
  return { ...report, tarball: path.resolve(named ?? path.join(temporary, report.filename)) };
}

function checkFiles(files) {
  const surplus = files.filter((file) => !ALLOWED.test(file));
  const promised = [
    ...REQUIRED,
    ...Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target),
    ),
    ...Object.values(manifest.bin ?? {}),
    manifest.main,
    manifest.schematics,
    manifest.types,
    ...Object.values(manifest.typesVersions['*']).flat(),
  ].map((file) => file.replace(/^\.\//, ''));
  const missing = promised.filter((file) => !files.includes(file));
  if (surplus.length > 0 || missing.length > 0) {
    throw new Error(
      `the tarball lacks [${missing.join(', ')}] and has no business with [${surplus.join(', ')}]`,
    );
  }
}

/** An app with the tarball, our peers as they stand in our lockfile, and a compiler. */
function install(tarball) {
  const app = path.join(temporary, 'app');
  const peers = Object.keys(manifest.peerDependencies ?? {});
  const packages = [...peers, 'typescript', '@types/node'].map(
    (name) => `${name}@${lockedVersion(name)}`,
  );
  mkdirSync(app);
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  run('npm', ['install', ...flags, '--ignore-scripts', tarball, ...packages], app);
  return app;
}

function checkLoading(app) {
  const specifiers = Object.keys(manifest.exports).map((subpath) =>
    path.posix.join(manifest.name, subpath),
  );
  writeFileSync(path.join(app, 'loads.mjs'), LOADS);
  run(process.execPath, ['loads.mjs', ...specifiers], app);
  console.log(`import and require: ${specifiers.join(', ')}`);
}

/** Compiles each app as an ES module and as CommonJS, the declarations of packages included. */
function checkTypes(app) {
  const texts = { consumer: CONSUMER, 'written-for-0.1.0': readFileSync(EARLIER_APP, 'utf8') };
  const sources = Object.entries(texts).flatMap(([name, text]) =>
    ['.mts', '.cts'].map((extension) => {
      writeFileSync(path.join(app, name + extension), text);
      return name + extension;
    }),
  );
  const options = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
  };
  const config = JSON.stringify({ compilerOptions: options, files: sources });
  writeFileSync(path.join(app, 'tsconfig.json'), config);
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], app);
  console.log(`types: ${sources.join(', ')}`);
}

/**
 * Compiles and runs the app as CommonJS that does not know `exports`: `main`, `types` and `typesVersions`
 * are what its compiler reads. TypeScript has no other resolution for `module: commonjs` before 6.0.
 */
function checkOlderCommonJs(app) {
  const specifiers = Object.keys(manifest.exports)
    .filter((subpath) => !subpath.endsWith('.json'))
    .map((subpath) => path.posix.join(manifest.name, subpath));
  const imports = specifiers.map((name, i) => `import * as module${i} from '${name}';`);
  const modules = specifiers.map((_, i) => `module${i}`);
  const folder = path.join(app, 'older');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }));
  writeFileSync(path.join(folder, 'consumer.ts'), CONSUMER);
  writeFileSync(
    path.join(folder, 'main.ts'),
    `import 'reflect-metadata';
    ${imports.join('\n')}
    import { AppModule } from './consumer';

    for (const loaded of [${modules.join(', ')}, { AppModule }]) {
      if (Object.keys(loaded).length === 0) throw new Error('a module exports nothing');
    }`,
  );
  const compilerOptions = {
    module: 'commonjs',
    moduleResolution: 'node10',
    ignoreDeprecations: '6.0',
    target: 'es2023',
    rootDir: '.',
    outDir: 'dist',
    strict: true,
    skipLibCheck: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['main.ts'] }),
  );
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'older'], app);
  run(process.execPath, ['older/dist/main.js'], app);
  console.log(`module: commonjs with moduleResolution: node10: ${specifiers.join(', ')}`);
}

function checkCommands(app) {
  for (const command of Object.keys(manifest.bin ?? {})) {
    run('npx', ['--no-install', command, '--help'], app);
    console.log(`command: ${command} --help`);
  }
}

function lockedVersion(name) {
  const locked = lockfile.packages[`node_modules/${name}`];
  if (!locked) {
    throw new Error(`${name} is a peer, and no devDependency puts it into package-lock.json`);
  }
  return locked.version;
}

function run(command, args, cwd) {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new Error(
      `${[path.basename(command), ...args].join(' ')} failed\n${error.stdout}${error.stderr}`,
      { cause: error },
    );
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}
