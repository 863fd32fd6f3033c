/** Module hooks that find and compile the sources of the package and of the sample. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const cache = new URL('node_modules/.cache/test-sources/', root);
/** All that decides what becomes of a source. */
const settings = ['tsconfig.json', 'node_modules/typescript/package.json']
  .map((file) => readFileSync(new URL(file, root), 'utf8'))
  .join();

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  if (/^nestjs-newpay(\/|$)/.test(specifier)) {
    const folder = specifier.replace(/^nestjs-newpay\/?/, 'lib/');
    return next(new URL(`${folder.replace(/\/$/, '')}/index.ts`, root).href, context);
  }
  // Sources name their imports `./x.js`, as Node needs; here it is still `./x.ts`.
  const isSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
  return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) {
    return next(url, context);
  }
  const text = await readFile(fileURLToPath(url), 'utf8');
  return { format: 'module', source: await compiled(text), shortCircuit: true };
}

/** Each source is compiled once: many tests start processes, and the compiler takes seconds for each of them. */
async function compiled(text) {
  const hash = createHash('sha256').update(settings).update(text).digest('hex');
  const file = new URL(`${hash}.js`, cache);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) {
    return known;
  }
  const source = await compile(text);
  // Under a name of its own first: other processes read what is there.
  const own = new URL(`${randomUUID()}.tmp`, cache);
  await mkdir(cache, { recursive: true });
  await writeFile(own, source);
  await rename(own, file);
  return source;
}

async function compile(text) {
  const { default: ts } = await import('typescript');
  const { config } = ts.parseConfigFileTextToJson(
    '',
    readFileSync(new URL('tsconfig.json', root), 'utf8'),
  );
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '');
  // One file at a time: nobody looks for the package.json that says it is an ES module.
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}
