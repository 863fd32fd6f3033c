// Puts the pictures that the browser test has taken into the documents.
import { cpSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

mkdirSync(at('../docs/pictures'), { recursive: true });
for (const name of ['shop', 'cashier', 'console']) {
  cpSync(at(`../test/browser/screenshots/picture-${name}.png`), at(`../docs/pictures/${name}.png`));
}
