import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../.github/workflows');

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');

  it('pins every action by its commit', () => {
    const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);

    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ''))).toEqual([]);
  });

  it('grants nothing to all jobs, and no write but the identity of a release', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const writes = [...text.matchAll(/([\w-]+): write/g)].map(([, permission]) => permission);
    expect(writes).toEqual(file === 'release.yml' ? ['id-token'] : []);
  });
});

describe('a release', () => {
  const text = readFileSync(path.join(folder, 'release.yml'), 'utf8');

  it('is built from a tag, which is the version, and from nothing else', () => {
    expect(text).toMatch(/^on:\n  push:\n    tags: \['v\*'\]\n\n/m);
    expect(text).toContain(
      `test "$GITHUB_REF_NAME" = "v$(node -p 'require("./package.json").version')"`,
    );
  });

  it('bears its provenance, and needs no token that is stored', () => {
    expect(text.match(/npm publish.*/g)).toEqual(['npm publish --provenance --access public']);
    expect(text).not.toMatch(/secrets\.|_TOKEN|_authToken/i);
  });

  it('says where it is from, which npm compares with the provenance', () => {
    const said = text.indexOf(
      'npm pkg set repository.type=git "repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"',
    );
    expect(said).toBeGreaterThan(0);
    expect(text.indexOf('npm publish')).toBeGreaterThan(said);
  });
});
