import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Check, describeResult, fail, pass, runChecks, skipped, summary } from './check.ts';
import { databaseCheck, type SchemaStatus } from './database-check.ts';
import { attackTests, filesOf, TEST_GROUPS, testChecks } from './test-checks.ts';

const run = async (check: Check) => (await runChecks([check], () => undefined))[0]!;

describe('a run of checks', () => {
  it('goes on after a failure, and takes what throws for one', async () => {
    const told: string[] = [];
    const checks: Check[] = [
      { name: 'first', run: () => Promise.reject(new Error('it broke')) },
      { name: 'second', run: () => pass('good') },
      { name: 'third', run: () => skipped('no need') },
      { name: 'fourth', run: () => fail('bad\nlines') },
    ];
    const results = await runChecks(checks, ({ name }) => told.push(name));
    expect(told).toEqual(['first', 'second', 'third', 'fourth']);
    expect(summary(results)).toBe('1 passed, 2 failed, 1 skipped');
    expect(results.map(describeResult)).toEqual([
      'FAIL  first\n      it broke',
      'PASS  second\n      good',
      'SKIP  third\n      no need',
      'FAIL  fourth\n      bad\n      lines',
    ]);
  });
});

describe('the tests that come first', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'groups-'));
    mkdirSync(join(root, 'a'));
    for (const name of ['one', 'two', 'slow.long']) writeFileSync(join(root, 'a', `${name}.test.ts`), '');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const outcomeOf = async (code: number, passed: number, failed: number, groups = { g: ['a/*.test.ts'] }) => {
    const ran: string[][] = [];
    const runTests = async (files: string[]) => {
      ran.push(files);
      return { code, passed, failed, skipped: 0, ran: files };
    };
    const { status, details } = await run(testChecks(root, runTests, groups)[0]!);
    return { status, details, ran };
  };

  it('pass when all that there are pass', async () => {
    expect(await outcomeOf(0, 3, 0)).toMatchObject({ status: 'pass', ran: [['a/one.test.ts', 'a/two.test.ts']] });
  });

  it.each([
    ['one fails', 1, 3, 1],
    ['the run breaks', 1, 3, 0],
    ['none ran', 0, 0, 0],
  ])('fail when %s', async (_what, code, passed, failed) => {
    expect((await outcomeOf(code, passed, failed)).status).toBe('fail');
  });

  it('fail when one of them did not run, however many others passed', async () => {
    const some = async ([first]: string[]) => ({ code: 0, passed: 3, failed: 0, skipped: 0, ran: [first!] });
    const { status, details } = await run(testChecks(root, some, { g: ['a/*.test.ts'] })[0]!);
    expect({ status, details }).toEqual({
      status: 'fail',
      details: ['3 passed, 0 failed, 0 skipped', 'a/two.test.ts did not run.'],
    });
  });

  it('fail, and do not run, when one of the places is empty', async () => {
    const moved = await outcomeOf(0, 3, 0, { g: ['a/*.test.ts', 'b/gone.test.ts'] });
    expect(moved).toEqual({ status: 'fail', details: ['There is no test at b/gone.test.ts.'], ran: [] });
  });

  it('are where the groups say', async () => {
    const results = await runChecks(testChecks('.', null), () => undefined);
    expect(results.map(({ name }) => name)).toEqual(Object.keys(TEST_GROUPS));
    expect(results.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
  });

  it('are also those of the table of attacks, every one', () => {
    const named = attackTests('.');
    expect(named.length).toBeGreaterThan(30);
    expect(named).toContain('server/test/attacks/red-team-entry.test.ts');
    expect(named).toContain('client/src/graphql/browser-storage.test.ts');
    expect(filesOf('.', named).missing).toEqual([]);
  });
});

describe('the schema of the database', () => {
  const status = (change: Partial<SchemaStatus>): SchemaStatus => ({
    applied: ['A'],
    pending: [],
    unknown: [],
    ...change,
  });
  const outcomeOf = (read: () => Promise<SchemaStatus | null>, rehearsed: SchemaStatus | null = status({})) =>
    run(databaseCheck(() => ({ where: 'here', read, rehearse: async () => rehearsed })));

  it('is good when it is up to date, and says what a start would change', async () => {
    expect(await outcomeOf(async () => status({}))).toMatchObject({
      status: 'pass',
      details: ['here: 1 migrations applied.'],
    });
    const behind = await outcomeOf(async () => status({ pending: ['B'] }));
    expect([behind.status, behind.details.join()]).toEqual([
      'pass',
      expect.stringContaining('applies B. Back up first.'),
    ]);
  });

  it('is bad when a newer version has been at work', async () => {
    const newer = await outcomeOf(async () => status({ unknown: ['Z'] }));
    expect([newer.status, newer.details.join()]).toEqual(['fail', expect.stringContaining('Z')]);
  });

  it('is bad when nothing answers, without the words of the driver', async () => {
    const away = await outcomeOf(() => Promise.reject(new Error('password hunter2 was wrong')));
    expect(away).toMatchObject({
      status: 'fail',
      details: ['here does not answer, is not there, or does not let us in.'],
    });
  });

  it('is tried in an empty one where there is none', async () => {
    expect((await outcomeOf(async () => null)).status).toBe('pass');
    for (const rehearsed of [null, status({ applied: [] }), status({ pending: ['B'] })])
      expect((await outcomeOf(async () => null, rehearsed)).status).toBe('fail');
  });
});
