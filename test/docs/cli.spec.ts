import { expect, it } from '@jest/globals';
import { COMMANDS } from '../../lib/cli/commands.js';
import { usage } from '../../lib/cli/run.js';
import { sandboxArguments } from '../../lib/cli/sandbox/sandbox-arguments.js';
import { snippetsOf, textOf } from './snippets.js';

const PAGE = 'docs/cli.md';
const texts = snippetsOf(PAGE, 'text').map(({ code }) => code);

it('docs/cli.md has the list of commands as the command line prints it.', () => {
  expect(texts).toContain(usage());
});

it.each([...COMMANDS.keys()])(
  'docs/cli.md has the help of %s as the command line prints it.',
  (name) => {
    expect(texts).toContain(COMMANDS.get(name)?.help);
  },
);

it.each([...COMMANDS])(
  'The help of %s begins with its usage and fits a terminal.',
  (name, { help }) => {
    expect(help.startsWith(`Usage: nestjs-newpay ${name} `)).toBe(true);
    expect(help.split('\n').filter((line) => line.length > 112)).toEqual([]);
  },
);

it('The sandbox accepts the arguments in docker/compose.yaml.', () => {
  const [, command = ''] = /command:\n((?: +- \S+\n)+)/.exec(textOf('docker/compose.yaml')) ?? [];
  const [name, ...args] = command.match(/(?<=- )\S+/g) ?? [];

  expect(name).toBe('sandbox');
  expect(sandboxArguments(args)).toMatchObject({ host: '0.0.0.0', allowedHosts: ['sandbox'] });
});

it('The sandbox accepts the arguments in docker/Dockerfile.', () => {
  const [, json = '[]'] = /^CMD (\["sandbox".*\])$/m.exec(textOf('docker/Dockerfile')) ?? [];
  const [name, ...args] = JSON.parse(json) as string[];

  expect(name).toBe('sandbox');
  expect(sandboxArguments(args)).toMatchObject({ host: '0.0.0.0', keys: '/keys' });
});
