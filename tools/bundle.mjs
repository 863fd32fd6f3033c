/**
 * Puts the code of the built package into few files, because each file that is loaded takes time: an app that
 * imports the package would load 260 of them. Only the files that the manifest names stay. What several of them
 * need is in `dist/chunks`, once, so that a class is the same one for all. What is imported by `await import()` is
 * in files of its own. The declarations stay as the compiler wrote them.
 *
 * It takes what the compiler has written, and not the sources: Nest injects by the types of parameters, which the
 * compiler writes down and esbuild does not.
 *
 * node tools/bundle.mjs [folder of the package]
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const folder = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '..'));
const dist = path.join(folder, 'dist');
const manifest = readJson('package.json');

const { outputFiles, metafile, warnings } = await build({
  absWorkingDir: folder,
  entryPoints: entries(),
  outbase: 'dist',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  charset: 'utf8',
  metafile: true,
  write: false,
});
if (warnings.length > 0) {
  throw new Error('esbuild has warned.');
}

const before = Object.keys(metafile.inputs).map((file) => read(file));
const after = outputFiles.map(({ path: file, text }) => ({
  file,
  text: withSources(withClassNames(text)),
}));
checkClassNames();

for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.js')) {
    rmSync(path.join(dist, file));
  }
}
for (const { file, text } of after) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Every file that is loaded by its name: by an app, by the command line, or by the Nest CLI. */
function entries() {
  const exported = Object.values(manifest.exports).map((target) => target.default);
  const { schematics } = readJson(manifest.schematics);
  const factories = Object.values(schematics).map(({ factory }) =>
    path.join(path.dirname(manifest.schematics), factory.replace(/#.*/, '')),
  );
  return [...exported, ...Object.values(manifest.bin), ...factories].filter(Boolean);
}

/**
 * Gives classes their names back. Of the class `Foo` esbuild makes a variable `Foo`, and calls the class itself
 * `_Foo` or `Foo2`: that is what Nest would print and Swagger would show. The option `keepNames` would name each
 * function, too, which takes a fifth of the time that loading takes.
 */
function withClassNames(text) {
  const renamed = [...text.matchAll(/^var (\w+) = class (_\1|\1\d+)\b/gm)];
  return renamed.reduce((result, [, name, given]) => {
    const word = new RegExp(`\\b${given}\\b`, 'g');
    if (before.some((source) => source.search(word) !== -1)) {
      throw new Error(`The name ${given} is taken, which esbuild gave to the class ${name}.`);
    }
    return result.replace(word, name);
  }, text);
}

/** Names the sources in the comments of esbuild, as the files that it read are deleted. */
function withSources(text) {
  return text.replace(/^\/\/ dist\/(.+)\.js$/gm, '// lib/$1.ts');
}

/** Where two classes of one file have one name, esbuild gives another one to the second. */
function checkClassNames() {
  const names = new Set(before.flatMap(classNames));
  const renamed = after.flatMap(({ text }) => classNames(text)).filter((name) => !names.has(name));
  if (renamed.length > 0) {
    throw new Error(
      `Classes have the name of something else in their file, and are now ${renamed.join(', ')}: rename one of the two.`,
    );
  }
}

function classNames(text) {
  return [...text.matchAll(/\bclass (\w+)|^var (\w+) = class\b/gm)].map(
    ([, declared, assigned]) => assigned ?? declared,
  );
}

function readJson(file) {
  return JSON.parse(read(file));
}

function read(file) {
  return readFileSync(path.join(folder, file), 'utf8');
}
