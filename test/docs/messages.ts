import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readImportGraph } from '../packaging/import-graph.js';
import { root } from './snippets.js';

/** Stands for `${…}` in a text of the sources. */
const HOLE = '\u0000';

/** One text of the sources. */
interface Pattern {
  readonly expression: RegExp;
  /** Whether it has words of its own; `${field} ${problem}` has none and would fit anything. */
  readonly hasWords: boolean;
}

/**
 * Whether a message occurs in the sources of the package. What stands in the place of `${…}` may be
 * one word, a `<placeholder>`, or a message itself: `NewPay option "store" must be a …`.
 */
export function isOurs(message: string, usable: readonly Pattern[] = patterns()): boolean {
  return usable.some(({ expression, hasWords }) => {
    const parts = expression.exec(message)?.slice(1);
    if (hasWords) {
      return parts?.every((part) => isValue(part) || isOurs(part, usable)) ?? false;
    }
    const rest = parts?.filter((part) => !isValue(part)) ?? [];
    const wordy = usable.filter((pattern) => pattern.hasWords);
    return rest.length > 0 && rest.every((part) => isOurs(part, wordy));
  });
}

function isValue(part: string): boolean {
  return /^\S+$/.test(part) || /^<[^<>]+>$/.test(part);
}

let known: readonly Pattern[] | undefined;

function patterns(): readonly Pattern[] {
  known ??= [...new Set(sourceTexts())]
    .filter((text) => text.includes(' '))
    .map((text) => ({
      expression: new RegExp(`^${text.split(HOLE).map(escape).join('(.+?)')}$`),
      hasWords: /[A-Za-z]{3}/.test(text),
    }));
  return known;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Every text of the sources, those that are joined by `+` as one. */
function sourceTexts(): string[] {
  const texts: string[] = [];
  for (const file of readImportGraph(root, 'lib').keys()) {
    const text = readFileSync(path.join(root, file), 'utf8');
    collect(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), texts);
  }
  return texts;
}

function collect(node: ts.Node, texts: string[]): void {
  const text = ts.isExpression(node) ? textOf(node) : undefined;
  if (text !== undefined && text !== HOLE) {
    texts.push(text);
  }
  ts.forEachChild(node, (child) => collect(child, texts));
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === undefined && right === undefined ? undefined : (left ?? HOLE) + (right ?? HOLE);
  }
  return undefined;
}
