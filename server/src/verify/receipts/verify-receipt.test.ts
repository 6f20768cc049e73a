import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { growChain } from '../../../test/support/app/audit-case.js';
import {
  approvalOf,
  approve,
  change,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  SMALL,
  settled,
  sign,
} from '../../../test/support/app/money-case.js';
import {
  changedLeaf,
  failures,
  forged,
  leavesOf,
  RECEIPT,
  receiptOf,
  setLeaf,
} from '../../../test/support/app/receipt-case.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import { PARTY } from '../../../test/support/app/vault-case.js';
import { enrolPasskey } from '../../../test/support/people/pinned-passkey.js';
import { agentActor } from '../../kernel/actor.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import type { VerdictStatement } from '../../vault/contract/verdict-statement.js';
import { VerdictKey } from '../../vault/room/judgement/verdict-key.js';
import { printReport, verifyCommand, verifyText } from '../cli.js';
import type { Receipt } from './receipt.shape.js';
import { checkVerdict } from './verdict.check.js';

let app: TestApp;
let grace: PasskeyPerson;
let ada: Person;
let approvedId: string;
let byPasskey: Receipt;
let byClick: Receipt;
let byPolicy: Receipt;
beforeAll(async () => {
  app = await createTestApp();
  grace = await passkeyPerson(app);
  approvedId = (await pay(app, grace, { destination: 'Coffee Corner', amount: '1200', asset: 'USDC' })).id;
  await approve(app, grace, await grace.confirm(approvedId));
  expect(await settled(app, approvedId, grace)).toMatchObject({ status: 'CONFIRMED' });
  byPasskey = await receiptOf(app, grace, approvedId);
  ada = await app.person();
  const asked = await pay(app, ada);
  await approve(app, ada, { id: asked.id, consentDigest: (await approvalOf(app, asked.id)).digest });
  await settled(app, asked.id, ada);
  byClick = await receiptOf(app, ada, asked.id);
  const small = await pay(app, ada, SMALL);
  await settled(app, small.id, ada);
  byPolicy = await receiptOf(app, ada, small.id);
}, 120_000);
afterAll(() => app?.[Symbol.asyncDispose]());

describe('a receipt', () => {
  it('of what a passkey confirmed holds in every step, and says what it cannot show', async () => {
    const report = await verifyText(JSON.stringify(byPasskey, null, 2));
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.steps.map(({ name }) => name)).toEqual([
      ...[
        'document',
        'network',
        'envelope',
        'outflows',
        'consent',
        'passkey',
        'verdict',
        'audit entries',
        'audit proof',
      ],
    ]);
    const printed = printReport(report);
    for (const words of [
      byPasskey.transaction.hash,
      'with its holder verified',
      '1200.0000000 USDC',
      'compare it with',
      `Signed by key ${byPasskey.verdictProof!.publicKey}, for exactly this envelope and version 1 of the policy: ASK`,
      'NOT COMPARED with an attestation',
    ])
      expect(printed).toContain(words);
    expect(printed).toContain('What no file can show: whose passkey this is, that the ledger holds the transaction');
    expect(byPasskey.audit.entries.map(({ action }) => action)).toContain('user.registered');
  });

  it('of what a demo user confirmed by a click holds, and says that nothing else vouches for it', async () => {
    const report = await verifyText(JSON.stringify(byClick));
    expect(report.ok).toBe(true);
    expect(byClick).toMatchObject({ assertion: null, passkey: null });
    expect(printReport(report)).toContain('That a person agreed is the word of the server alone');
  });

  it('of what the policy allowed holds without a consent', async () => {
    const report = await verifyText(JSON.stringify(byPolicy));
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(byPolicy).toMatchObject({ consent: null, passkey: null, policy: { verdict: { decision: 'ALLOW' } } });
    expect(printReport(report)).toContain('Nobody was asked');
  });

  it('of what a ledger took and did not apply tells so', async () => {
    const broken = await openMoney({ working: true });
    const eve = await broken.person();
    const codes = ['tx_failed', 'op_underfunded'];
    broken.gateway.answers.push((envelope) => broken.gateway.include(envelope, codes));
    const { id } = await pay(broken, eve, SMALL);
    expect(await settled(broken, id, eve)).toMatchObject({ status: 'FAILED' });
    const receipt = await receiptOf(broken, eve, id);
    expect(receipt).toMatchObject({ transaction: { status: 'FAILED' }, ledger: { resultCodes: codes } });
    expect(await failures(JSON.stringify(receipt))).toEqual([]);

    broken.gateway.answers.push(() => {
      broken.gateway.closedAt = new Date(Date.now() + 120_000);
      return { kind: 'FAILED', resultCodes: ['tx_bad_auth'] };
    });
    const never = await pay(broken, eve, SMALL);
    expect(await settled(broken, never.id, eve)).toMatchObject({ status: 'FAILED', feeCharged: null });
    await expect(receiptOf(broken, eve, never.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await broken[Symbol.asyncDispose]();
  }, 60_000);

  it('of what was agreed to twice, for the first consent was void, holds with the second', async () => {
    const again = await openMoney();
    const grace = await passkeyPerson(again);
    const { id } = await pay(again, grace);
    await approve(again, grace, await grace.confirm(id));
    await change(again, id, { pricedAt: new Date(Date.now() - 11 * MINUTE_MS) });
    await expect(sign(again, grace, id)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    await approve(again, grace, await grace.confirm(id));
    again.work();
    await settled(again, id, grace);
    const receipt = await receiptOf(again, grace, id);
    expect(await failures(JSON.stringify(receipt))).toEqual([]);
    await again[Symbol.asyncDispose]();
  }, 60_000);

  it('is there for its owner alone, and only once the ledger has decided', async () => {
    await expect(receiptOf(app, ada, approvedId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.as(agentActor(ada.actor.userId, {}), RECEIPT, { id: approvedId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const { id } = await pay(app, ada);
    await expect(receiptOf(app, ada, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('stays true when the log has grown over a checkpoint and the passkey is gone, and then never changes', async () => {
    await growChain(app.orm, grace.actor.userId, 260);
    await app.checkpoints.signMissing(grace.actor.userId);
    await app.orm.em.fork().getConnection().execute('delete from passkeys');
    const later = await receiptOf(app, grace, approvedId);
    expect(later.audit.checkpoint.seq).toBe(256);
    expect(await failures(JSON.stringify(later))).toEqual([]);
    expect(await receiptOf(app, grace, approvedId)).toEqual(later);
  }, 60_000);

  it('fits the head that an approval’s event gave, the network and the key that were kept, and no others', async () => {
    const text = JSON.stringify(byPasskey);
    const head = byPasskey.audit.entries.find(({ action }) => action === 'approval.approved')!.hash;
    const { passphrase } = byPasskey.network;
    const key = byPasskey.audit.checkpoint.publicKey;
    expect(await failures(text, { head, passphrase, key })).toEqual([]);
    expect(await failures(text, { head: 'a'.repeat(64) })).toEqual(['kept head']);
    expect(await failures(text, { passphrase: 'Public Global Stellar Network ; September 2015' })).toEqual(['network']);
    expect(await failures(text, { key: Buffer.alloc(32, 1).toString('base64') })).toEqual(['audit proof']);
  });
});

describe('the statement of the vault in a receipt', () => {
  it('is of the key that an attestation names, and of no other', async () => {
    const text = JSON.stringify(byPasskey);
    const { verdict, audit } = await app.vault.publicKeys();
    expect(await failures(text, { verdictKey: verdict })).toEqual([]);
    expect(printReport(await verifyText(text, { verdictKey: verdict }))).toContain('It is the key that you named');
    expect(await failures(text, { verdictKey: audit })).toEqual(['verdict']);
  });

  it('is compared with the key that the command is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tuxedo-receipt-'));
    writeFileSync(join(folder, 'receipt.json'), JSON.stringify(byPolicy));
    const { verdict, audit } = await app.vault.publicKeys();
    const run = (key: string) =>
      verifyCommand(['receipt.json', '--verdict-key', key], String, (file) => join(folder, file));
    expect(await Promise.all([run(verdict), run(audit), run('null'), run('')])).toEqual([0, 1, 1, 1]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is not missed in a receipt of before there was one, unless its reader knows a key', async () => {
    const sign = app.vault.sign.bind(app.vault);
    app.vault.sign = async (request) => ({ ...(await sign(request)), verdict: null as never });
    const { id } = await pay(app, ada, SMALL);
    await settled(app, id, ada);
    app.vault.sign = sign;
    const older = await receiptOf(app, ada, id);
    expect(older.verdictProof).toBeNull();
    for (const text of [JSON.stringify(older), forged(older, (copy) => void delete copy.verdictProof)]) {
      const { ok, steps } = await verifyText(text);
      const message = expect.stringMatching(/^NOT CHECKED/);
      expect([ok, steps.find(({ name }) => name === 'verdict')]).toEqual([
        true,
        { name: 'verdict', ok: true, message },
      ]);
      expect(await failures(text, { verdictKey: byPolicy.verdictProof!.publicKey })).toEqual(['verdict']);
    }
  });

  it('cannot be taken out where there was one: the log says so', async () => {
    for (const change of [
      (copy: Receipt) => Object.assign(copy, { verdictProof: null }),
      (copy: Receipt) => void delete copy.verdictProof,
    ])
      expect(await failures(forged(byPasskey, change))).toEqual(['audit entries']);
  });

  it('does not pass where another vault made one for the same transaction', async () => {
    const seed = new Uint8Array(32).fill(9);
    const signedAnew = forged(byPasskey, (copy) => {
      copy.verdictProof = new VerdictKey(seed).sign(byPasskey.verdictProof!.statement);
    });
    const { publicKey } = byPasskey.verdictProof!;
    expect(await failures(signedAnew)).toEqual(['audit entries']);
    expect(await failures(signedAnew, { verdictKey: publicKey })).toEqual(['verdict', 'audit entries']);
  });

  it.each<[string, (statement: VerdictStatement) => Partial<VerdictStatement>]>([
    ['transaction', () => ({ transactionId: 'txn_b' })],
    ['network', () => ({ network: 'Another ; network' })],
    ['envelope', () => ({ transactionHash: 'a'.repeat(64) })],
    ['intent', () => ({ intentHash: 'a'.repeat(64) })],
    ['consent', () => ({ authority: { kind: 'CONSENT', digest: 'a'.repeat(64) } })],
    ['authority', () => ({ authority: { kind: 'POLICY' } })],
    ['policy', ({ policyVersion }) => ({ policyVersion: policyVersion - 1 })],
    ['amount', ({ outflows }) => ({ outflows: outflows.slice(1) })],
  ])('does not pass, though a key signed it, with another %s', async (_what, change) => {
    const { statement } = byPasskey.verdictProof!;
    const receipt = structuredClone(byPasskey);
    receipt.verdictProof = new VerdictKey(new Uint8Array(32).fill(9)).sign({ ...statement, ...change(statement) });
    expect(() => checkVerdict(receipt)).toThrow(/^The statement (is of an|names another|names other)/);
  });

  it('does not pass where the policy asked and nobody answered', () => {
    const receipt = structuredClone(byPolicy);
    const statement = { ...byPolicy.verdictProof!.statement, decision: 'ASK' as const };
    receipt.verdictProof = new VerdictKey(new Uint8Array(32).fill(9)).sign(statement);
    expect(() => checkVerdict(receipt)).toThrow('The policy asked, and nobody answered.');
  });
});

describe('a receipt that somebody changed', () => {
  it.each(['passkey', 'click', 'policy'])(
    'does not hold where any one character is changed, taken out or put in (%s)',
    async (which) => {
      const receipt = { passkey: byPasskey, click: byClick, policy: byPolicy }[which]!;
      const text = JSON.stringify(receipt);
      const edit = fc.record({
        at: fc.nat(text.length - 1),
        put: fc.constantFrom('', 'x', '0', '1', '"', 'A', ',', '\\', 'é', '}'),
        take: fc.constantFrom(0, 1),
      });
      await fc.assert(
        fc.asyncProperty(edit, async ({ at, put, take }) => {
          const changed = text.slice(0, at) + put + text.slice(at + take);
          fc.pre(changed !== text);
          expect(await failures(changed)).not.toEqual([]);
        }),
        { numRuns: 400 },
      );
    },
    60_000,
  );

  it.each(['passkey', 'click', 'policy'])(
    'does not hold by its evidence either, where a forger wrote a new digest over any one changed value (%s)',
    async (which) => {
      const receipt = { passkey: byPasskey, click: byClick, policy: byPolicy }[which]!;
      const held: string[] = [];
      for (const [index, path] of leavesOf(receipt).entries()) {
        if (path[0] === 'digest') continue;
        const text = forged(receipt, (copy) => setLeaf(copy, path, (old) => changedLeaf(old, index * 31)));
        const failed = await failures(text);
        // The log's entry would give the forger away as well: the signature has to do it by itself.
        const enough = path[0] === 'verdictProof' ? failed.some((name) => /^(verdict|document)$/.test(name)) : true;
        if (failed.length === 0 || !enough) held.push(path.join('.'));
      }
      expect(held).toEqual([]);
    },
    60_000,
  );

  it('does not hold with a field more, a field twice, or the same value spelled in another way', async () => {
    const text = JSON.stringify(byPasskey);
    const { digest } = byPasskey;
    for (const changed of [
      forged(byPasskey, (copy) => Object.assign(copy, { note: 'paid' })),
      forged(byPasskey, (copy) => Object.assign(copy.transaction, { memo: 'x' })),
      text.replace('"digest"', '"digest":"","digest"'),
      text.replace('"CONFIRMED"', '"\\u0043ONFIRMED"'),
      text.replace(/"seq":(\d+)/, '"seq":$1.0'),
      text.replace(digest, digest.toUpperCase()),
      `${text}\n{}`,
      `\uFEFF${text}`,
    ])
      expect(await failures(changed)).not.toEqual([]);
    expect(await failures(` ${text.replaceAll('":', '" :\n')}`)).toEqual([]);
  });

  it('holds as a writer spelled it that knows ASCII only', async () => {
    const name = 'Zoë’s shop';
    const { address } = await app.person('Zoe');
    const document = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';
    await app.as(ada.actor, document, { input: { name, address } });
    const { id } = await pay(app, ada, { ...SMALL, destination: name });
    await settled(app, id, ada);
    const text = JSON.stringify(await receiptOf(app, ada, id));
    expect(text).toContain('Zoë');
    const spelled = text.replace(/[\u0080-\uffff]/g, (u) => `\\u${u.charCodeAt(0).toString(16).padStart(4, '0')}`);
    expect(await failures(spelled)).toEqual([]);
    expect(await failures(spelled.replace('\\u00eb', '\\u00EB'))).toEqual(['document']);
  }, 60_000);
});

describe('a forger with the server’s database', () => {
  it('cannot put another passkey in the place of the one that was enrolled', async () => {
    const { authenticator, passkey } = await enrolPasskey(app.vault, grace.actor.userId, PARTY);
    const challenge = Buffer.from(byPasskey.consent!.digest, 'hex').toString('base64url');
    const asserted = authenticator.assert({ rpId: PARTY.rpId, challenge }, PARTY.origin);
    const { clientDataJSON, authenticatorData, signature } = asserted.response as Record<string, string>;
    const signedAnew = (copy: Receipt) =>
      Object.assign(copy.assertion!, { clientDataJSON, authenticatorData, signature });
    expect(await failures(forged(byPasskey, signedAnew))).toEqual(['passkey']);
    const { credentialId, publicKey } = passkey;
    const withItsKey = forged(byPasskey, (copy) => {
      signedAnew(copy);
      Object.assign(copy.passkey!, { credentialId, publicKey });
    });
    expect(await failures(withItsKey)).toEqual(['audit entries']);
  });

  it('cannot use a consent for another transaction, nor a transaction for another consent', async () => {
    const { consent, assertion, passkey } = byPasskey;
    const failed = await failures(forged(byClick, (copy) => Object.assign(copy, { consent, assertion, passkey })));
    expect(failed).toEqual(['consent', 'verdict', 'audit entries']);
    const { transaction } = byClick;
    expect(await failures(forged(byPasskey, (copy) => Object.assign(copy, { transaction })))).toEqual([
      ...['consent', 'verdict', 'audit entries'],
    ]);
  });

  it('cannot say that the policy allowed what a person was asked about', async () => {
    const none = { consent: null, assertion: null, passkey: null };
    expect(await failures(forged(byPasskey, (copy) => Object.assign(copy, none)))).toEqual([
      'verdict',
      'audit entries',
    ]);
    const click = { assertion: null, passkey: null };
    expect(await failures(forged(byPasskey, (copy) => Object.assign(copy, click)))).toEqual(['audit entries']);
  });

  it('cannot leave out, add or move entries', async () => {
    for (const change of [
      (entries: unknown[]) => entries.splice(2, 1),
      (entries: unknown[]) => entries.push(entries[1]),
      (entries: unknown[]) => entries.reverse(),
    ])
      expect(await failures(forged(byPasskey, (copy) => change(copy.audit.entries)))).toContain('audit proof');
  });
});
