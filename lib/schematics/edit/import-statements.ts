/** Names that a source needs of a module, `./x.js` or a package. */
export interface NeededImport {
  readonly names: readonly string[];
  readonly from: string;
}

interface Statement {
  readonly from: string;
  readonly quote: string;
  readonly semicolon: string;
  /** What stands between the braces of `import { … }`. */
  readonly names: string | undefined;
  readonly start: number;
  readonly end: number;
}

const STATEMENT = /^import\s(?:[^;'"]*?from\s*)?(['"])([^'"\n]+)\1[ \t]*;?/gm;

/** Adds imports that a source does not have: packages after its packages, own files after its last import. */
export function addImports(source: string, needed: readonly NeededImport[]): string {
  return needed.reduce(addImport, source);
}

function addImport(source: string, { names, from }: NeededImport): string {
  const statements = statementsOf(source);
  const same = statements.filter((statement) => statement.from === from);
  const present = new Set(same.flatMap((statement) => namesOf(statement)));
  const missing = names.filter((name) => !present.has(name));
  if (missing.length === 0) {
    return source;
  }
  const extended = same.find((statement) => statement.names !== undefined);
  return extended === undefined
    ? insertStatement(source, statements, missing, from)
    : extendStatement(source, extended, missing);
}

function insertStatement(
  source: string,
  statements: readonly Statement[],
  names: readonly string[],
  from: string,
): string {
  const { quote, semicolon } = statements[0] ?? { quote: "'", semicolon: ';' };
  const text = `import { ${names.join(', ')} } from ${quote}${from}${quote}${semicolon}`;
  const before = statements.findLast((statement) => isOwnFile(from) || !isOwnFile(statement.from));
  return before === undefined
    ? `${text}\n${source}`
    : `${source.slice(0, before.end)}\n${text}${source.slice(before.end)}`;
}

function isOwnFile(path: string): boolean {
  return path.startsWith('.');
}

function extendStatement(
  source: string,
  { start, end, names = '' }: Statement,
  added: readonly string[],
): string {
  const statement = source.slice(start, end);
  const kept = names.trimEnd().replace(/,$/, '');
  const closing = names.includes('\n') ? ',\n' : ' ';
  const separator = names.includes('\n') ? ',\n  ' : ', ';
  const extended = `{${[kept, ...added].join(separator)}${closing}}`;
  return (
    source.slice(0, start) + statement.replace(`{${names}}`, () => extended) + source.slice(end)
  );
}

function namesOf({ names = '' }: Statement): string[] {
  return names.split(',').map((name) => name.trim().replace(/^type\s+/, ''));
}

function statementsOf(source: string): Statement[] {
  return [...source.matchAll(STATEMENT)].map(
    ({ 0: text, 1: quote = "'", 2: from = '', index }) => ({
      from,
      quote,
      semicolon: text.endsWith(';') ? ';' : '',
      names: /^import\s+type\b/.test(text) ? undefined : /\{([^}]*)\}/.exec(text)?.[1],
      start: index,
      end: index + text.length,
    }),
  );
}
