/** Module hooks that find and compile the sources of the package and of the sample. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../', import.meta.url);
const { config } = ts.readConfigFile(
  fileURLToPath(new URL('tsconfig.json', root)),
  ts.sys.readFile,
);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '');
// One file at a time: nobody looks for the package.json that says it is an ES module.
const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };

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
  const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: url });
  return { format: 'module', source: outputText, shortCircuit: true };
}
