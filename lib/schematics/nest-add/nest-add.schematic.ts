import path from 'node:path';
import { extendModule, instructions, type ModuleElement } from '../edit/module-file.js';
import { e2eTestFile } from '../templates/e2e-test.template.js';
import { listenerFile } from '../templates/listener.template.js';
import { paymentsControllerFile } from '../templates/payments-controller.template.js';
import { AppFiles } from '../workspace/app-files.js';
import { dependsOn, MANIFEST, readManifest } from '../workspace/manifest.js';
import { nestMajorOf } from '../workspace/nest-version.js';
import { installTask, packageManagerOf } from '../workspace/package-manager.js';
import { findRootModule, type RootModule } from '../workspace/root-module.js';
import type {
  Schematic,
  SchematicContext,
  SchematicTree,
} from '../workspace/schematic-host.interface.js';
import { importPath, isInSources } from '../workspace/sources.js';
import { testFolderOf, testRunnerOf } from '../workspace/test-runner.js';
import { addEnvironmentExample, addIgnoredFiles } from './environment-files.js';
import { setUpJest } from './jest-settings.js';
import { missingPeers } from './peer-dependencies.js';

export interface NestAddOptions {
  readonly sourceRoot?: string;
  readonly module?: string;
  readonly skipInstall?: boolean;
}

const SCRIPT = 'newpay:sandbox';
/** Writes the variables into the file that ConfigModule reads, with keys that stay from run to run. */
const SANDBOX = 'nestjs-newpay sandbox --env .env --keys .newpay-sandbox';

/**
 * `nest add nestjs-newpay`: sets up an app. Every step looks first whether the app has what it would add, so
 * that a second run changes nothing.
 */
export function nestAdd({
  sourceRoot = 'src',
  module,
  skipInstall = false,
}: NestAddOptions): Schematic {
  return async (tree, context) => {
    const files = await AppFiles.of(tree);
    const rootModule = findRootModule(tree, sourceRoot, module);
    const isChanged = await addPeers(tree, files);
    await addScript(files);
    await addSources(tree, context, files, sourceRoot, rootModule);
    const hasTest = await addTest(tree, context, files, sourceRoot, rootModule);
    const packageManager = packageManagerOf(tree);
    addEnvironmentExample(tree, `${packageManager} run ${SCRIPT}`);
    addIgnoredFiles(tree);
    if (isChanged && !skipInstall) {
      context.addTask(installTask(packageManager));
    }
    context.logger.info(nextSteps(packageManager, hasTest));
  };
}

async function addPeers(tree: SchematicTree, files: AppFiles): Promise<boolean> {
  const peers = missingPeers(readManifest(tree), nestMajorOf(tree));
  return files.updateJson<{ dependencies?: Record<string, string> }>(MANIFEST, (manifest) => ({
    ...manifest,
    dependencies: sorted({ ...manifest.dependencies, ...peers }),
  }));
}

async function addScript(files: AppFiles): Promise<void> {
  await files.updateJson<{ scripts?: Record<string, string> }>(MANIFEST, (manifest) => ({
    ...manifest,
    scripts: { ...manifest.scripts, [SCRIPT]: manifest.scripts?.[SCRIPT] ?? SANDBOX },
  }));
}

async function addSources(
  tree: SchematicTree,
  { logger }: SchematicContext,
  files: AppFiles,
  sourceRoot: string,
  rootModule: RootModule,
): Promise<void> {
  const elements = missingElements(tree, sourceRoot, rootModule);
  const extended = extendModule(tree.readText(rootModule.file), elements);
  if (extended === undefined) {
    logger.warn(
      `The lists of @Module in ${rootModule.file} are not written in a form that can be extended. Add there:\n  ${instructions(elements)}`,
    );
  }
  const folder = paymentsFolder(sourceRoot);
  if (elements.some(({ code }) => code === 'PaymentListener')) {
    await files.create(`${folder}/payment.listener.ts`, listenerFile('PaymentListener'));
  }
  if (elements.some(({ code }) => code === 'PaymentsController')) {
    await files.create(`${folder}/payments.controller.ts`, paymentsControllerFile());
  }
  await files.update(rootModule.file, extended ?? tree.readText(rootModule.file));
}

/** What the app does not have anywhere in its sources yet. */
function missingElements(
  tree: SchematicTree,
  sourceRoot: string,
  { file, importExtension }: RootModule,
): ModuleElement[] {
  const isMissing = (pattern: RegExp): boolean => !isInSources(tree, `/${sourceRoot}`, pattern);
  const ownFile = (name: string): string =>
    importPath(file, `${paymentsFolder(sourceRoot)}/${name}.ts`, importExtension);
  const elements: (ModuleElement & { readonly isPresentWith: RegExp })[] = [
    {
      property: 'imports',
      code: 'ConfigModule.forRoot()',
      needs: { names: ['ConfigModule'], from: '@nestjs/config' },
      isPresentWith: /\bConfigModule\s*\.\s*forRoot\b/,
    },
    {
      property: 'imports',
      code: 'EventEmitterModule.forRoot()',
      needs: { names: ['EventEmitterModule'], from: '@nestjs/event-emitter' },
      isPresentWith: /\bEventEmitterModule\s*\.\s*forRoot\b/,
    },
    {
      property: 'imports',
      code: 'NewPayModule.forRootAsync(newPayConfig.asProvider())',
      needs: { names: ['newPayConfig', 'NewPayModule'], from: 'nestjs-newpay' },
      isPresentWith: /\bNewPayModule\s*\.\s*forRoot/,
    },
    {
      property: 'controllers',
      code: 'PaymentsController',
      needs: { names: ['PaymentsController'], from: ownFile('payments.controller') },
      isPresentWith: /\.\s*createOrder\s*\(/,
    },
    {
      property: 'providers',
      code: 'PaymentListener',
      needs: { names: ['PaymentListener'], from: ownFile('payment.listener') },
      isPresentWith: /@OnNewPay\s*\(/,
    },
  ];
  return elements.filter(({ isPresentWith }) => isMissing(isPresentWith));
}

/** @returns whether the app has the test now */
async function addTest(
  tree: SchematicTree,
  { logger }: SchematicContext,
  files: AppFiles,
  sourceRoot: string,
  rootModule: RootModule,
): Promise<boolean> {
  const manifest = readManifest(tree);
  const runner = testRunnerOf(tree);
  if (runner === undefined || !dependsOn(manifest, '@nestjs/testing')) {
    logger.warn(
      'No test was written: the app has no Vitest or Jest, or no @nestjs/testing. See docs/testing.md of nestjs-newpay for other runners.',
    );
    return false;
  }
  const testFolder = testFolderOf(sourceRoot);
  const file = `${testFolder}/payments.e2e-spec.ts`;
  const from = importPath(file, rootModule.file, rootModule.importExtension);
  const isFastify =
    dependsOn(manifest, '@nestjs/platform-fastify') &&
    !dependsOn(manifest, '@nestjs/platform-express');
  await files.create(
    file,
    e2eTestFile({ runner, rootModule: { name: rootModule.name, from }, isFastify }),
  );
  const unchanged = runner === 'jest' ? await setUpJest(tree, files, testFolder) : [];
  if (unchanged.length > 0) {
    logger.warn(
      `Jest has to transform nestjs-newpay. It was not set up, because ${unchanged.join(', ')} ${unchanged.length === 1 ? 'has settings of its own' : 'have settings of their own'}: see "Jest in a CommonJS app" in docs/testing.md of nestjs-newpay.`,
    );
  }
  return true;
}

function paymentsFolder(sourceRoot: string): string {
  return path.posix.join('/', sourceRoot, 'payments');
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function nextSteps(packageManager: string, hasTest: boolean): string {
  const test = hasTest
    ? `payments.e2e-spec.ts does the same, without .env: ${packageManager} run test:e2e.\n`
    : '';
  return `
nestjs-newpay is set up. To take a test payment:
  1. ${packageManager} run ${SCRIPT}
     starts a local NewPay, and writes its variables into .env.
  2. ${packageManager} run start, in another terminal
  3. curl -X POST http://127.0.0.1:3000/payments
     creates an order. Open the payUrl of the answer, and pay.
${test}`;
}
