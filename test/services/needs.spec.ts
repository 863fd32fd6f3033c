import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { redisUrl } from '../support/services.js';
import { needsOf, planOf } from './jest/plan.js';
import { declaredIn } from './needs.js';
import { provide } from './provide.js';

describe('The needs of a test file', () => {
  it.each([
    ['/** @needs redis postgres */\nimport a;', ['redis', 'postgres']],
    ['/**\n * About clusters.\n *\n * @needs redis-server\n */', ['redis-server']],
    ['import a;\n/** @needs redis */', []],
    ['', []],
  ])('are in its first comment: %j', (source, names) => {
    expect(declaredIn(source)).toEqual(names);
  });

  it('are names that the tests know', () => {
    expect(() => declaredIn('/** @needs reddis */')).toThrow(
      '@needs reddis: the tests know redis, redis-server, postgres, mariadb, chromium, jdk, nginx only.',
    );
  });

  it('are read for the files that Jest will run, and for no other', () => {
    const filesOf = (testMatch: string, ...patterns: string[]) => {
      const roots = [`${import.meta.dirname}/..`];
      const selection = { roots, testMatch: [testMatch], testPathIgnorePatterns: [], patterns };
      return [...needsOf(selection)].map(([file, names]) => [file.replace(/.*\//, ''), names]);
    };
    expect(filesOf('**/*.spec.ts', 'services/mariadb')).toEqual([['mariadb.spec.ts', ['mariadb']]]);
    expect(filesOf('**/*.spec.ts').length).toBeGreaterThan(15);
    expect(filesOf('**/*.interop.ts')).toEqual([
      ['nested-forms.interop.ts', ['jdk']],
      ['signature.interop.ts', ['jdk']],
    ]);
  });
});

describe('The plan of a run', () => {
  it('gives a file what it declares, and no other file the address of a server', () => {
    const needs = new Map([
      ['a.spec.ts', ['redis'] as const],
      ['b.spec.ts', ['postgres'] as const],
    ]);
    const plan = JSON.parse(
      planOf(needs, {
        values: new Map([['redis', 'redis://127.0.0.1:1']]),
        missing: new Map([['postgres', 'There is no PostgreSQL.']]),
        stop: async () => undefined,
      }),
    );
    expect(plan.files).toEqual({
      'a.spec.ts': { reasons: [], variables: { TESTS_REDIS: 'redis://127.0.0.1:1' } },
      'b.spec.ts': { reasons: ['There is no PostgreSQL.'], variables: {} },
    });
    expect(plan.undeclared).toMatchObject({
      TESTS_REDIS: 'redis://add-needs-redis-to-this-test-file.invalid',
      TESTS_POSTGRES: 'postgres://add-needs-postgres-to-this-test-file.invalid/test',
    });
  });

  it('is what this file runs by: it declares nothing', () => {
    expect(redisUrl).toMatch(/add-needs-redis-to-this-test-file/);
  });
});

describe('A server that the developer has named', () => {
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = { ...process.env };
  });
  afterEach(() => {
    process.env = before;
  });

  it.each([
    ['redis', 'REDIS_URL', 'Redis'],
    ['postgres', 'DATABASE_URL', 'PostgreSQL'],
    ['mariadb', 'MYSQL_URL', 'MariaDB'],
  ] as const)(
    'is not replaced by another one: %s, named by %s, which does not answer',
    async (name, variable, title) => {
      const address = `127.0.0.1:${await freePort()}`;
      process.env[variable] = `test://user:secret@${address}/test`.replace('test:', `${name}:`);

      const { values, missing } = await provide([name]);

      expect(values.size).toBe(0);
      expect(missing.get(name)).toBe(
        `There is no ${title}: ${variable} is ${name}://${address}/test, which does not answer.`,
      );
    },
  );

  it('is given up after seconds if it accepts connections and never answers', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    process.env['REDIS_URL'] = `redis://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const begin = performance.now();

    const { missing } = await provide(['redis']);

    expect(missing.has('redis')).toBe(true);
    expect(performance.now() - begin).toBeLessThan(10_000);
    mute.close();
  });
});
