// Module hooks of a test process: TypeScript without a build, and `@jest/globals` without Jest.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const GLOBALS = new URL('jest-globals.mjs', import.meta.url).href;
const CACHE = path.join(tmpdir(), 'nestjs-newpay-mutation');
mkdirSync(CACHE, { recursive: true });

export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') {
    return { url: GLOBALS, shortCircuit: true };
  }
  const [parent = '', query] = context.parentURL?.split('?') ?? [];
  if (parent.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), parent);
    if (existsSync(source)) {
      // The sources of another generation are other modules.
      source.searchParams.set('generation', new URLSearchParams(query).get('generation') ?? '0');
      return { url: source.href, shortCircuit: true };
    }
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  const file = url.split('?')[0];
  if (!file.endsWith('.ts') || file.includes('/node_modules/')) {
    return next(url, context);
  }
  const source = readFileSync(fileURLToPath(file), 'utf8');
  return {
    format: 'module',
    source: await compiled(source),
    shortCircuit: true,
  };
}

async function compiled(source) {
  const cached = path.join(CACHE, `${createHash('sha1').update(source).digest('hex')}.mjs`);
  if (existsSync(cached)) {
    return readFileSync(cached, 'utf8');
  }
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      isolatedModules: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      esModuleInterop: true,
    },
  });
  const unfinished = `${cached}.${process.pid}`;
  writeFileSync(unfinished, outputText);
  renameSync(unfinished, cached);
  return outputText;
}
