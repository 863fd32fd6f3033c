import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { appOf, documents, root, snippetsOf, type Snippet } from './snippets.js';

/** What fragments take for granted: parts of the reader's app, and packages that are not here. */
const READERS_APP = `
  declare const newPay: import('nestjs-newpay').NewPayService;
  declare const order: import('nestjs-newpay').CreateOrderDto;
  declare const refundRequest: import('nestjs-newpay').CreateRefundDto;
  declare const event: import('nestjs-newpay').NewPayPaidEvent;
  declare const coffeeOptions: import('nestjs-newpay').NewPayModuleOptions;
  declare const bookOptions: import('nestjs-newpay').NewPayModuleOptions;
  declare const sandbox: import('nestjs-newpay/sandbox').NewPaySandbox;
  declare const store: import('nestjs-newpay/postgres').PostgresCallbackStore;
  declare const MyCallbackStore: new (options: {
    lease: number;
    retention: number;
  }) => import('nestjs-newpay').NewPayCallbackStore;
  declare const MyQueue: new () => import('nestjs-newpay').NewPayQueue;
  declare class RedisModule {}
  declare function redirect(url: string): void;
  declare const orders: {
    markPaid(orderNo: string): Promise<void>;
    pendingNumbers(which: { olderThanMinutes: number }): Promise<string[]>;
  };
  declare const metrics: {
    record(name: string, value: number, labels: Record<string, unknown>): void;
  };
  declare const client: import('pg').PoolClient;
  declare const rawBody: Buffer;
  declare const platformPublicKey: string;
  declare const tickets: { open(text: string): Promise<void> };
  declare module '@nestjs/schedule' {
    export enum CronExpression { EVERY_10_MINUTES = '0 */10 * * * *' }
    export function Cron(expression: string): MethodDecorator;
  }
`;

/** Files that are only there for the compiler. */
const folder = path.join(root, 'test/docs/.virtual');

/** What the compiler has against the snippets: \`README.md:12: …\` for each fault. */
export function problemsOfSnippets(): string[] {
  const files = new Map<string, Snippet>();
  for (const document of documents) {
    for (const [file, snippet] of appOf(document)) {
      files.set(path.join(folder, document, file), snippet);
    }
    for (const snippet of snippetsOf(document, 'ts').filter(({ file }) => file === undefined)) {
      files.set(path.join(folder, document, `fragment-${snippet.line}.ts`), snippet);
    }
  }
  const program = programOf(
    new Map([
      [path.join(folder, 'app.d.ts'), READERS_APP],
      // A module, whether it imports something or not.
      ...Array.from(files, ([file, { code }]) => [file, `${code}\nexport {};`] as const),
    ]),
  );
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(folder))
    .flatMap((source) => ts.getPreEmitDiagnostics(program, source))
    .map((diagnostic) => problemOf(diagnostic, files));
}

function problemOf(
  { file, start, messageText }: ts.Diagnostic,
  files: ReadonlyMap<string, Snippet>,
): string {
  const snippet = files.get(file?.fileName ?? '');
  const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${snippet?.document}:${(snippet?.line ?? 0) + line}: ${text}`;
}

function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const options = optionsOfReaders();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, text, languageVersion);
  };
  // The folders of those files are not on the disk either.
  host.directoryExists = undefined;
  return ts.createProgram([...files.keys()], options, host);
}

/** As strict as we are, but a fragment may declare what only its reader uses. */
function optionsOfReaders(): ts.CompilerOptions {
  const config = ts.getParsedCommandLineOfConfigFile(path.join(root, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
    },
  });
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string | object>;
  };
  const subpaths = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === 'object' ? [subpath.slice(1)] : [],
  );
  return {
    ...config?.options,
    noUnusedLocals: false,
    paths: Object.fromEntries(
      subpaths.map((subpath) => [`nestjs-newpay${subpath}`, [`./lib${subpath}/index.ts`]]),
    ),
  };
}
