import path from 'node:path';
import type { AppFiles } from '../workspace/app-files.js';
import { MANIFEST, readManifest } from '../workspace/manifest.js';
import type { SchematicTree } from '../workspace/schematic-host.interface.js';

interface JestSettings {
  readonly transformIgnorePatterns?: readonly string[];
}

const CONFIGURATIONS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map(
  (extension) => `/jest.config.${extension}`,
);

/** The packages that are ES modules, which Jest in a CommonJS app has to transform. */
const ES_MODULES = [
  'nestjs-newpay',
  'lossless-json',
  'uqr',
  '@nestjs/axios',
  '@nestjs/config',
  '@nestjs/event-emitter',
];

/** pnpm has a package in a folder of its store: `node_modules/.pnpm/<name and version>/node_modules/<name>`. */
const TRANSFORM_IGNORE_PATTERN = `/node_modules/(?!(\\.pnpm/[^/]+/node_modules/)?(${ES_MODULES.join('|')})/)`;

/** Lets Jest of a CommonJS app load ES modules. Returns the files with settings that it did not change. */
export async function setUpJest(
  tree: SchematicTree,
  files: AppFiles,
  testFolder: string,
): Promise<string[]> {
  const manifest = readManifest(tree);
  if (manifest.type === 'module') {
    return [];
  }
  const e2e = path.posix.join(testFolder, 'jest-e2e.json');
  if (tree.exists(e2e)) {
    await files.updateJson<JestSettings>(e2e, withPattern);
  }
  if (manifest.jest !== undefined) {
    await files.updateJson<{ jest: JestSettings }>(MANIFEST, (content) => ({
      ...content,
      jest: withPattern(content.jest),
    }));
  }
  const { jest } = readManifest(tree);
  return [
    ...(jest === undefined || isSetUp(JSON.stringify(jest)) ? [] : [MANIFEST]),
    ...[e2e, ...CONFIGURATIONS].filter(
      (file) => tree.exists(file) && !isSetUp(tree.readText(file)),
    ),
  ];
}

/** Settings of the app's own stay as they are: it may have its reasons. */
function withPattern(settings: JestSettings): JestSettings {
  const { transformIgnorePatterns = [TRANSFORM_IGNORE_PATTERN] } = settings;
  return { ...settings, transformIgnorePatterns };
}

function isSetUp(settings: string): boolean {
  return settings.includes('nestjs-newpay');
}
