import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../snippets.js';

/** A message in the code: the texts between what varies. */
export interface WrittenMessage {
  readonly file: string;
  readonly parts: readonly string[];
}

/** The messages that a folder's code throws or logs, as far as they stand there as texts. */
export function writtenMessages(folder: string): WrittenMessage[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      const text = readFileSync(path.join(root, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return messagesIn(source).map((parts) => ({ file, parts }));
    });
}

function messagesIn(node: ts.Node): string[][] {
  const message = messageOf(node);
  const inner: string[][] = [];
  ts.forEachChild(node, (child) => void inner.push(...messagesIn(child)));
  return message === undefined ? inner : [...textsOf(message).filter(hasWords), ...inner];
}

/** The functions that make an error of a message, and the place of the message among their arguments. */
const MAKERS: ReadonlyMap<string, number> = new Map([
  ['cannot', 2],
  ['refusal', 1],
  ['wrongSignature', 0],
]);

function messageOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isNewExpression(node) && node.expression.getText().endsWith('Error')) {
    // The first argument of this one is the option.
    const place = node.expression.getText() === 'NewPayConfigurationError' ? 1 : 0;
    return node.arguments?.[place];
  }
  if (ts.isCallExpression(node)) {
    const place = MAKERS.get(node.expression.getText());
    const isLogged = /logger\.(warn|error|log)$/.test(node.expression.getText());
    return node.arguments[place ?? (isLogged ? 0 : node.arguments.length)];
  }
  if (ts.isArrayLiteralExpression(node) && node.elements.length === 1) {
    return isCalledMessages(node.parent) ? node.elements[0] : undefined;
  }
  // A rule of an input begins so: the name of the field is put before it.
  return isText(node) && node.getText().slice(1).startsWith('must ') ? node : undefined;
}

function isCalledMessages(node: ts.Node): boolean {
  return (
    (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) &&
    node.name.getText() === 'messages'
  );
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** The texts that an expression may be, each in its parts. */
function textsOf(expression: ts.Expression): string[][] {
  if (ts.isConditionalExpression(expression)) {
    return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
  }
  if (ts.isStringLiteralLike(expression)) {
    return [[expression.text]];
  }
  if (ts.isTemplateExpression(expression)) {
    return [[expression.head.text, ...expression.templateSpans.map(({ literal }) => literal.text)]];
  }
  if (ts.isBinaryExpression(expression)) {
    const [left = [''], right = ['']] = [expression.left, expression.right].map(
      (side) => textsOf(side)[0],
    );
    return [[...left.slice(0, -1), `${left.at(-1)}${right[0]}`, ...right.slice(1)]];
  }
  return [];
}

function hasWords(parts: readonly string[]): boolean {
  return parts.some((part) => /\w/.test(part));
}
