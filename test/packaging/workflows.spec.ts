import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../.github/workflows');
const textOf = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

/** The jobs of a workflow by name, each with its lines; comments do not count. */
function jobsOf(file: string): Map<string, string> {
  const [, jobs = ''] = textOf(file)
    .replaceAll(/^\s*#.*\n/gm, '')
    .split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}(?=[\w-]+:\n)/m).filter((part) => part !== '');
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(':')), part]));
}

const commandsOf = (job: string): string[] =>
  [...job.matchAll(/^ {6}- (?:.*\n {8})*?run: (?:\|\n((?: {10}.*\n)+)|(.+)$)/gm)].flatMap(
    ([, block, line]) => (block ?? line ?? '').trim().split(/\n\s*/),
  );

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  const text = textOf(file);

  it('pins every action by its commit', () => {
    const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);

    expect(actions.length).toBeGreaterThan(1);
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ''))).toEqual([]);
  });

  it('names every service image by its exact version', () => {
    const images = [...text.matchAll(/image: (\S+)/g)].map(([, image]) => image);

    expect(images.map((image) => image?.split(':')[0])).toEqual(['redis', 'postgres', 'mariadb']);
    expect(images.filter((image) => !/:\d+\.\d+(\.\d+)?$/.test(image ?? ''))).toEqual([]);
  });

  it('grants nothing to all jobs, and no write but the identity of the job that publishes', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const writes = [...jobsOf(file)].flatMap(([name, job]) =>
      [...job.matchAll(/([\w-]+): write/g)].map(([, permission]) => `${name}: ${permission}`),
    );
    expect(writes).toEqual(file === 'release.yml' ? ['publish: id-token'] : []);
  });
});

describe('a release', () => {
  const text = textOf('release.yml');
  const jobs = jobsOf('release.yml');
  const pack = jobs.get('pack') ?? '';
  const publish = jobs.get('publish') ?? '';

  it('is built from a tag, which is the version, and from nothing else', () => {
    expect(text).toMatch(/^on:\n  push:\n    tags: \['v\*'\]\n\n/m);
    expect(commandsOf(pack)).toContain(
      `test "$GITHUB_REF_NAME" = "v$(node -p 'require("./package.json").version')"`,
    );
  });

  it('is built, tested and packed by a job that may not publish', () => {
    expect([...jobs.keys()]).toEqual(['pack', 'publish']);
    expect(pack).toContain('    permissions:\n      contents: read\n    outputs:');
    const commands = commandsOf(pack);
    const order = [
      'npm ci --ignore-scripts',
      'npm run check',
      'npm pack --pack-destination release',
    ];
    expect(commands.filter((command) => order.includes(command))).toEqual(order);
    expect(commands.at(-1)).toBe('npm run test:pack -- "release/$FILE"');
    expect(pack).not.toContain('npm publish');
  });

  it('is published by a job that runs nothing but npm, and publishes the file that was tested', () => {
    expect(publish).toContain('    needs: pack\n');
    expect(publish).toContain('    permissions:\n      id-token: write\n    env:');
    expect([...publish.matchAll(/uses: ([\w/-]+)@/g)].map(([, action]) => action)).toEqual([
      'actions/setup-node',
      'actions/download-artifact',
    ]);
    expect(commandsOf(publish)).toEqual([
      'echo "$SHA256  $FILE" | sha256sum --check --strict',
      'npm publish "./$FILE" --provenance --access public --ignore-scripts',
    ]);
    expect(publish).toContain('SHA256: ${{ needs.pack.outputs.sha256 }}');
    expect(pack).toContain('sha256: ${{ steps.pack.outputs.sha256 }}');
  });

  it('needs no token that is stored, and no cache of another run', () => {
    expect(pack + publish).not.toMatch(/secrets\.|_TOKEN|_authToken|cache:/i);
  });

  it('says where it is from before it is packed, which npm compares with the provenance', () => {
    const commands = commandsOf(pack);
    const said = commands.indexOf(
      'npm pkg set repository.type=git "repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"',
    );
    expect(said).toBeGreaterThan(-1);
    expect(commands[said + 1]).toBe(
      'npm pkg set "homepage=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY#readme" "bugs.url=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/issues"',
    );
    expect(commands.indexOf('npm pack --pack-destination release')).toBeGreaterThan(said);
  });
});
