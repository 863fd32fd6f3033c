/** Prints the scripts that a file loads when it is imported: `node scripts-of-import.mjs <file>`. */
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';

const [file] = process.argv.slice(2);
const scripts = [];
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params.url));
await session.post('Debugger.enable');
await import(pathToFileURL(file));
process.stdout.write(JSON.stringify(scripts));
