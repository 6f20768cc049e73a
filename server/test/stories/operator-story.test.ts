import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyringHead, KeyVersion } from '../../src/keyring/keyring.entity.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { SYSTEM } from '../../src/platform/audit/audit-log.js';
import { createLiveApp, dataOf, type LiveApp, poster } from '../support/app/live-app.js';
import { REWRAP, ROTATE, STATUS, withOperator } from '../support/app/operator-case.js';
import { APPROVE, CREATE_ACCOUNT, eventually, TRANSACTION } from '../support/app/story.js';
import { freePort, killAll, startServer } from '../support/children/child-server.js';
import { approvalOf, type Registered, register } from '../support/people/registered.js';

const guide = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8');
const example = [...guide.matchAll(/```bash\n([\s\S]*?)```/g)].find(([, text]) => text?.includes('operate()'))![1]!;

const { operator, secrets } = withOperator();
let app: LiveApp;
let ada: Registered;
let accountId = '';
beforeAll(async () => {
  app = await createLiveApp({ secrets, config: { keyRotation: { maxAgeDays: 0, backupRetentionDays: 1 } } });
  ada = await register(app.ask, 'Ada');
  accountId = (await app.ask(ada.token, CREATE_ACCOUNT, { name: 'Main' })).createAccount.id;
  await app.ask(ada.token, CREATE_ACCOUNT, { name: 'Savings' });
}, 60_000);
afterAll(async () => {
  await killAll();
  await app?.[Symbol.asyncDispose]();
});

const bash = (script: string, env: Record<string, string>): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = spawn('bash', ['--norc', '-euc', script], { env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
    child.on('exit', (code) => resolve({ code, output }));
  });
const pays = async (): Promise<string> => {
  const pay = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id } }';
  const input = { accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '150' };
  const { id } = (await app.ask(ada.token, pay, { input })).proposePayment;
  await app.ask(ada.token, APPROVE, { input: await approvalOf(app.ask, ada, id) });
  return eventually(async () => {
    const { transaction } = await app.ask(ada.token, TRANSACTION, { id });
    expect(transaction.status).toMatch(/CONFIRMED|FAILED/);
    return transaction.status as string;
  });
};
const versions = async () => (await app.orm.em.fork().find(Account, {})).map(({ sealed }) => sealed.keyVersion);

describe('the operator, by the API', () => {
  it('does what the guide types', async () => {
    expect(await pays()).toBe('CONFIRMED');
    const script = example.replace(/^URL=.*$/m, `URL=${app.url}/graphql`);
    const { code, output } = await bash(script, { OPERATOR_TOKEN: operator });
    expect([code, output]).toEqual([0, expect.not.stringContaining('errors')]);
    const [status, trial, rotated, moved, retired] = output
      .trim()
      .split(/(?<=\})\n*(?=\{"data")/)
      .map((line) => JSON.parse(line).data);
    const first = { version: 1, state: 'ACTIVE', ageDays: 0, accounts: 2, retirable: false };
    const none = { remaining: 0, notOpening: [] };
    expect(status.keyStatus).toEqual({ mode: 'ENVIRONMENT', activeVersion: 1, ...none, versions: [first] });
    expect(trial.rewrapKeys).toEqual({ state: 'DONE', moved: 0, notOpening: [] });
    expect(rotated.rotateKeys).toEqual({ activeVersion: 2, remaining: 0, rewrap: { state: 'DONE', moved: 2 } });
    expect(moved.rewrapKeys).toEqual({ state: 'DONE', moved: 0, skipped: 0, notOpening: [], message: null });
    expect(retired.retireKeys.versions).toEqual([
      { version: 1, state: 'RETIRING' },
      { version: 2, state: 'ACTIVE' },
    ]);
    expect(await versions()).toEqual([2, 2]);
    expect(await pays()).toBe('CONFIRMED');
    const { verifyAuditLog } = await app.ask(ada.token, '{ verifyAuditLog { valid } }');
    expect(verifyAuditLog.valid).toBe(true);
  });

  it('is told by the example when the token is another one, and nothing changes', async () => {
    const script = example.replace(/^URL=.*$/m, `URL=${app.url}/graphql`);
    const { output } = await bash(script, { OPERATOR_TOKEN: `${operator}x` });
    expect(output.match(/UNAUTHENTICATED/g)).toHaveLength(5);
    expect(await app.rotation.status()).toMatchObject({ active: 2 });
  });

  it('gives new data keys to all, and each step is in the chain of the system', async () => {
    const { rewrapKeys } = await app.ask(operator, REWRAP, { newDataKeys: true });
    expect(rewrapKeys).toMatchObject({ state: 'DONE', newDataKeys: true, dryRun: false, moved: 2, notOpeningCount: 0 });
    expect(await pays()).toBe('CONFIRMED');
    const entries = await app.orm.em.fork().find(AuditRecord, { userId: SYSTEM }, { orderBy: { seq: 'asc' } });
    expect(entries.map(({ actor, action, result }) => `${actor} ${action} ${result}`)).toEqual([
      'SCHEDULER keyring.made OK',
      'OPERATOR key.rotated OK',
      ...Array(2).fill('OPERATOR key.rewrapped OK'),
    ]);
    expect(await app.audit.verify(SYSTEM)).toMatchObject({ valid: true, entries: 4 });
  });

  it('is told no key and no check of one', async () => {
    const em = app.orm.em.fork();
    const head = await em.findOneOrFail(KeyringHead, { id: 'keyring' });
    const rows = await em.find(KeyVersion, {});
    const parts = [head.wrappedRoot, head.masterCheck, head.mac];
    const told = JSON.stringify([await app.ask(operator, STATUS), await app.ask(operator, ROTATE)]);
    for (const part of [...parts, ...rows.flatMap(({ wrappedKey, kcv, mac }) => [wrappedKey, kcv, mac])])
      expect(told).not.toContain(part);
    expect(told).not.toMatch(/kcv|wrapped|mac"/i);
  });
});

it('the program takes the token from its environment, and its vault is never told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuxedo-operator-'));
  const [port, ledger] = [await freePort(), await freePort()];
  const env = { PORT: String(port), LOCAL_NETWORK_PORT: String(ledger), DATA_DIR: folder, OPERATOR_TOKEN: operator };
  const child = await startServer(env);
  try {
    const ask = async (token: string, query: string) => dataOf((await poster(child.url)(token, query)).body);
    expect((await ask(operator, STATUS)).keyStatus).toMatchObject({ mode: 'ENVIRONMENT', activeVersion: 1 });
    expect((await ask(operator, ROTATE)).rotateKeys).toMatchObject({ activeVersion: 2, rewrap: { state: 'DONE' } });
    await expect(ask(`${operator}x`, ROTATE)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    if (existsSync('/proc'))
      expect(environments(child.child.pid!).filter((text) => text.includes(operator))).toEqual([]);
    expect(child.output()).not.toContain(operator);
  } finally {
    await child.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);

/** What the system shows of the processes that a process started. */
const environments = (pid: number): string[] => {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = parents.filter((name) => {
    try {
      return / (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) \S/, ''))?.[1] === String(pid);
    } catch {
      return false;
    }
  });
  expect(children.length).toBeGreaterThan(0);
  return children.map((name) => readFileSync(`/proc/${name}/environ`, 'utf8'));
};
