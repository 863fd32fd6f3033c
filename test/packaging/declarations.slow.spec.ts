import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const { exports: subpaths } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string }>;
};

/** Where the declarations would stand if they were written. */
const folder = path.join(root, 'declarations');
const program = programOf(emitDeclarations());
const checker = program.getTypeChecker();
const entries = Object.values(subpaths)
  .flatMap((target) => (typeof target === 'string' ? [] : [target.types]))
  .map((types) => path.join(folder, types.replace('./dist/', '')));
const exported = new Set(
  entries.flatMap((entry) => {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    return module ? checker.getExportsOfModule(module).map(aliased) : [];
  }),
);

/** The declarations that a build writes, by path. */
function emitDeclarations(): ReadonlyMap<string, string> {
  const file = path.join(root, 'tsconfig.build.json');
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(file, (name) => readFileSync(name, 'utf8')).config,
    ts.sys,
    root,
    { outDir: folder, emitDeclarationOnly: true },
  );
  const written = new Map<string, string>();
  ts.createProgram(fileNames, options).emit(undefined, (name, text) => written.set(name, text));
  return written;
}

/** A program of these declarations alone, as the compiler of an app reads them. */
function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
    // The strictest that an app can have.
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  return ts.createProgram([...files.keys()], options, {
    ...host,
    readFile: (name) => files.get(name) ?? readFile(name),
    fileExists: (name) => files.has(name) || fileExists(name),
    directoryExists: (name) => name.startsWith(folder) || ts.sys.directoryExists(name),
    getSourceFile: (name, version) => {
      const text = files.get(name) ?? readFile(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, version, true);
    },
  });
}

function aliased(symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** The classes of the package that a declaration names. */
function classesNamedIn(node: ts.Node): ts.Symbol[] {
  const named = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  const symbol = named && aliased(named);
  const isOwnClass = symbol?.declarations?.some(
    (one) => ts.isClassDeclaration(one) && one.getSourceFile().fileName.startsWith(folder),
  );
  const below: ts.Symbol[] = [];
  ts.forEachChild(node, (child) => {
    below.push(...classesNamedIn(child));
  });
  return symbol && isOwnClass ? [symbol, ...below] : below;
}

/** What an editor shows of a declaration: its sentences, and its tags. */
function docsOf(symbol: ts.Symbol): { text: string; tags: string[] } {
  const nodes = declarationsOf(symbol).map((one) =>
    ts.isVariableDeclaration(one) ? one.parent.parent : one,
  );
  const docs = nodes.flatMap((node) => ts.getJSDocCommentsAndTags(node)).filter(ts.isJSDoc);
  const tags = docs.flatMap((doc) => [...(doc.tags ?? [])]);
  // An old name says in `@deprecated` which name to use.
  const speaking = [...docs, ...tags.filter((tag) => tag.tagName.text === 'deprecated')];
  return {
    text: speaking.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('\n'),
    tags: tags.map(({ tagName }) => tagName.text),
  };
}

function declarationsOf(symbol: ts.Symbol): ts.Declaration[] {
  return symbol.declarations ?? [];
}

/** The names of the exports that break a rule. */
function offenders(breaksRule: (symbol: ts.Symbol) => boolean): string[] {
  return [...exported].filter(breaksRule).map((symbol) => symbol.getName());
}

it('Every entry point has exports', () => {
  expect(entries.length).toBeGreaterThan(5);
  expect(exported.size).toBeGreaterThan(100);
});

it('No public declaration names an internal class', () => {
  const leaks = [...exported].flatMap((symbol) =>
    declarationsOf(symbol)
      .flatMap(classesNamedIn)
      .filter((named) => !exported.has(named))
      .map((named) => `${symbol.getName()}: ${named.getName()}`),
  );
  expect(leaks).toEqual([]);
});

it('Every export has a JSDoc sentence', () => {
  expect(offenders((symbol) => !/\w+ .+[.:]|Use `/s.test(docsOf(symbol).text))).toEqual([]);
});

it('Every export is marked @publicApi', () => {
  expect(offenders((symbol) => !docsOf(symbol).tags.includes('publicApi'))).toEqual([]);
});

it('An export that mentions a section of the protocol links to it', () => {
  const textsOf = (symbol: ts.Symbol): string[] =>
    declarationsOf(symbol).map((one) => one.getFullText());

  expect(
    offenders((symbol) => textsOf(symbol).some((text) => /\[protocol \d/.test(text))),
  ).not.toEqual([]);
  expect(
    offenders((symbol) => textsOf(symbol).some((text) => /(?<!\[)protocol \d/.test(text))),
  ).toEqual([]);
});

it('No @throws of an export points to another declaration in place of the errors', () => {
  const pointer = /@throws\s+(?:as\s+)?\{@link/;
  expect(
    offenders((symbol) => declarationsOf(symbol).some((one) => pointer.test(one.getFullText()))),
  ).toEqual([]);
});

it.each([
  ['NewPayAnyEvent', 'NewPayEventReference'],
  ['NewPayFailedEvent', 'NewPayFailedEventInput'],
  ['NewPayMismatchedEvent', 'NewPayMismatchedEventInput'],
  ['NewPayDuplicateEvent', 'NewPayDuplicateEventInput'],
  ['NewPayRefundedEvent', 'NewPayRefundEventInput'],
])('%s can be passed as %s in the strictest app', (given, taken) => {
  expect(checker.isTypeAssignableTo(typeNamed(given), typeNamed(taken))).toBe(true);
});

function typeNamed(name: string): ts.Type {
  const symbol = [...exported].find((one) => one.getName() === name);
  if (!symbol) {
    throw new Error(`${name} is not exported`);
  }
  return checker.getDeclaredTypeOfSymbol(symbol);
}
