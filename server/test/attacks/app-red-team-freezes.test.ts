import { mkdirSync, rmSync } from 'node:fs';
import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderAction } from '../../src/identity/consent/action-text.js';
import { pinnedOf } from '../../src/identity/passkeys/passkey.service.js';
import { User } from '../../src/identity/records/user.entity.js';
import { DAY_MS } from '../../src/kernel/durations.js';
import { passphraseOf } from '../../src/kernel/networks.js';
import { freezeInVault, unfreezeInVault } from '../../src/keyring/vault-freezes.js';
import { storedState } from '../../src/keyring/vault-state.entity.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { consentDigest } from '../../src/rulebook/consent-text.js';
import type { FreezeScope } from '../../src/vault/contract/freezes.js';
import type { PinnedPasskey } from '../../src/vault/contract/vault.js';
import { agentOf, COFFEE, ORIGIN, pay, SMALL, sign } from '../support/app/money-case.js';
import { RememberingCase } from '../support/app/remembering-case.js';
import { enrolPasskey } from '../support/people/pinned-passkey.js';

// The attacker says of everything that it is not frozen, and has every row that ever was.
let subject: RememberingCase;
beforeEach(async () => {
  subject = await RememberingCase.open();
});
afterEach(() => subject.close());

const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });
const ask = (document: string, variables = {}) => subject.app.as(subject.grace.actor, document, variables);
const freeze = () => ask('mutation { freeze { frozen } }');
const freezeAccount = () =>
  ask('mutation ($id: ID!) { freezeAccount(id: $id) { frozen } }', { id: subject.account.id });
const rowOf = () => storedState(subject.app.orm.em.fork(), subject.userId);
const liftInVault = (scope: Partial<Parameters<typeof subject.vault.unfreeze>[0]> = {}) =>
  subject.vault.unfreeze({ userId: subject.userId, accountId: null, consent: null, state: null, ...scope });

type Words = {
  action?: string;
  arguments?: Record<string, unknown>;
  userId?: string;
  issuedAt?: Date;
  expiresAt?: Date;
  more?: string;
};

/** The person's word, as the server has them give it. */
const word = async (words: Words = {}, grace = subject.grace, passkey?: PinnedPasskey) => {
  const { issuedAt = new Date(), expiresAt = new Date(Date.now() + 60_000), more = '', ...rest } = words;
  const times = { issuedAt: issuedAt.toISOString(), expiresAt: expiresAt.toISOString() };
  const { userId } = subject;
  const text = renderAction({ id: 'chl_x', userId, action: 'unfreeze', arguments: {}, ...rest, ...times });
  const canonical = `${text}${more}`;
  const challenge = consentDigest(canonical).toString('base64url');
  const assertion = grace.authenticator.assert({ rpId: 'localhost', challenge }, ORIGIN);
  const [own] = await subject.app.passkeys.list(userId);
  return { canonical, assertion, passkey: passkey ?? pinnedOf(own!) };
};

describe('what a person has stopped stays stopped in the vault', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['everything', freeze],
    ['one account', freezeAccount],
  ])('%s: whatever the grounds says, without its row, on an older row, and after a restart', async (_what, stop) => {
    const before = (await subject.strike()).state;
    await stop();
    await refused(subject.strike(), 'FROZEN');
    await refused(subject.strike({ grounds: { state: before } }), 'FROZEN');
    await refused(subject.strike({ grounds: { state: await rowOf() } }), 'FROZEN');
    await subject.restart();
    await refused(subject.strike(), 'FROZEN');
    await refused(subject.strike({ grounds: { state: before } }), 'FROZEN');
    expect(subject.app.gateway.submitted).toEqual([]);
  });

  it('one account alone, and no other', async () => {
    const { createAccount } = await ask('mutation { createAccount(input: { name: "Second" }) { id } }');
    await freezeAccount();
    await refused(subject.strike(), 'FROZEN');
    const payment = await pay(subject.app, { ...subject.grace, accountId: createAccount.id }, SMALL);
    expect(await sign(subject.app, subject.grace, payment.id)).toMatchObject({ status: 'SIGNED' });
  });

  it('the agent alone, and not its person', async () => {
    const tooMuch = { asset: 'XLM', amount: '5000', destination: 'Coffee Corner' };
    for (let i = 0; i < 5; i += 1) await pay(subject.app, subject.grace, tooMuch, agentOf(subject.grace));
    await subject.app.orm.em.fork().nativeUpdate(User, { id: subject.userId }, { agentFrozenAt: null });
    await subject.restart();
    const proposal = { proposedBy: 'AGENT' };
    await refused(subject.strike({ proposal, amount: 10_000_000n }), 'FROZEN');
    await subject.strike({ amount: 10_000_000n });
  });

  it('a person who was deleted, for good', async () => {
    await subject.app.accounts.archive(subject.userId, subject.account.id);
    await subject.app.userDeletion.delete(subject.userId);
    await subject.restart();
    await refused(subject.strike(), 'FROZEN');
  });

  it('for the server too, where somebody took the freeze out of its tables', async () => {
    await freeze();
    await freezeAccount();
    const { userId, account } = subject;
    await subject.app.orm.em.fork().nativeUpdate(User, { id: userId }, { frozenAt: null });
    await subject.app.orm.em.fork().nativeUpdate(Account, { id: account.id }, { frozenAt: null });
    const { id, status } = await pay(subject.app, subject.grace, SMALL);
    expect(status).toBe('APPROVED');
    await refused(sign(subject.app, subject.grace, id), 'FROZEN');
  });

  it('where the transaction of the database was lost after the vault was told', async () => {
    const { em } = subject.app.orm;
    const lost = em.fork().transactional(async (tx) => {
      await freezeInVault(subject.vault, tx, { userId: subject.userId, scope: 'user' });
      throw new Error('the process ends here');
    });
    await expect(lost).rejects.toThrow('ends here');
    expect(await em.fork().findOneOrFail(User, { id: subject.userId })).toMatchObject({ frozenAt: null });
    await refused(subject.strike(), 'FROZEN');
    const consent = await word();
    const again = em.fork().transactional(async (tx) => {
      await unfreezeInVault(subject.vault, tx, { userId: subject.userId, accountId: null, consent });
      throw new Error('and here');
    });
    await expect(again).rejects.toThrow('and here');
    await subject.strike();
  });

  it('and where the vault cannot write it down, the server still stops, and says so', async () => {
    await subject.strike();
    mkdirSync(`${subject.file()}.draft`);
    await refused(freeze(), 'INTERNAL');
    await refused(freezeAccount(), 'INTERNAL');
    rmSync(`${subject.file()}.draft`, { recursive: true });
    const shown = await ask('{ viewer { frozen } accounts { nodes { frozen } } }');
    expect(shown).toEqual({ viewer: { frozen: true }, accounts: { nodes: [{ frozen: true }] } });
    await subject.strike();
    await freeze();
    await refused(subject.strike(), 'FROZEN');
  });

  it('for what is no scope the vault is told nothing, and for too many accounts it says no', async () => {
    const { userId } = subject;
    const stop = (scope: string) => subject.vault.freeze({ userId, scope: scope as FreezeScope, state: null });
    for (const scope of ['', 'account:', 'account:a b', '__proto__', `account:${'x'.repeat(65)}`])
      await refused(stop(scope), 'BAD_USER_INPUT');
    for (let n = 0; n < 64; n += 1) await stop(`account:acc_${n}`);
    await refused(stop('account:acc_more'), 'CONFLICT');
    await stop('account:acc_1');
    await stop('agent');
    await stop('user');
    await refused(subject.strike(), 'FROZEN');
  });
});

describe('only the word of the person lets it go on', () => {
  const past = (ms: number) => new Date(Date.now() - ms);
  beforeEach(async () => {
    await subject.strike();
  });

  it('over exactly this, and then everything but what was stopped by itself goes on', async () => {
    await freeze();
    await freezeAccount();
    await liftInVault({ consent: await word() });
    await refused(subject.strike(), 'FROZEN');
    const accountId = subject.account.id;
    const ofAccount = { action: 'unfreezeAccount', arguments: { id: accountId } };
    await liftInVault({ accountId, consent: await word(ofAccount) });
    await subject.strike();
    await subject.restart();
    await subject.strike();
  });

  it.each<[string, () => Promise<object>, string]>([
    ['none', async () => ({}), 'CONSENT_REQUIRED'],
    ['a text for an account', async () => ({ consent: await word({ action: 'unfreezeAccount' }) }), 'CONSENT_MISMATCH'],
    ['a text for something else', async () => ({ consent: await word({ action: 'deleteUser' }) }), 'CONSENT_MISMATCH'],
    ['a text with more in it', async () => ({ consent: await word({ arguments: { id: 'x' } }) }), 'CONSENT_MISMATCH'],
    ['a text of somebody else', async () => ({ consent: await word({ userId: 'usr_x' }) }), 'CONSENT_MISMATCH'],
    ['an old one', async () => ({ consent: await word({ expiresAt: past(1) }) }), 'CONSENT_MISMATCH'],
    [
      'one that claims to be asked for tomorrow',
      async () => ({ consent: await word({ issuedAt: past(-DAY_MS), expiresAt: past(-90_000_000) }) }),
      'CONSENT_MISMATCH',
    ],
    ['a line more', async () => ({ consent: await word({ more: 'more: 1\n' }) }), 'CONSENT_MISMATCH'],
    [
      'the assertion of another text',
      async () => ({ consent: { ...(await word()), canonical: (await word({ issuedAt: past(1) })).canonical } }),
      'CONSENT_MISMATCH',
    ],
  ])('not %s', async (_what, request, code) => {
    await freeze();
    await refused(liftInVault(await request()), code);
    await refused(subject.strike(), 'FROZEN');
  });

  it('not one that was given before it was stopped again', async () => {
    await freeze();
    const consent = await word();
    await liftInVault({ consent });
    await subject.strike();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await freeze();
    await refused(liftInVault({ consent }), 'CONFLICT');
    await refused(subject.strike(), 'FROZEN');
  });

  it('not that of a passkey which the attacker has just pinned, nor of one that is nobody’s', async () => {
    await freeze();
    const thief = await enrolPasskey(subject.vault, subject.userId, { rpId: 'localhost', origin: ORIGIN });
    const grace = { ...subject.grace, authenticator: thief.authenticator };
    await refused(liftInVault({ consent: await word({}, grace, thief.passkey) }), 'CONSENT_REQUIRED');
    const older = { ...thief.passkey, notBefore: null };
    await refused(liftInVault({ consent: await word({}, grace, older) }), 'CONSENT_MISMATCH');
    await refused(subject.strike(), 'FROZEN');
  });

  it('of who has never had a passkey for demo keys alone', async () => {
    const ada = await subject.app.person('Ada');
    const as = (document: string, variables = {}) => subject.app.as(ada.actor, document, variables);
    await as('mutation { freeze { frozen } }');
    const stopped = await pay(subject.app, ada, SMALL);
    expect(stopped).toMatchObject({ status: 'DENIED', failure: { code: 'FROZEN' } });
    const start = 'mutation { startConsent(input: { action: "unfreeze", arguments: {} }) { id } }';
    const { id: challengeId } = (await as(start)).startConsent;
    await as('mutation ($i: ConsentInput!) { unfreeze(input: $i) { frozen } }', { i: { challengeId } });
    const { id } = await pay(subject.app, ada, SMALL);
    expect(await sign(subject.app, ada, id)).toMatchObject({ status: 'SIGNED' });
  });

  it('and a lift without one opens no key of a person whose passkeys the vault does not know', async () => {
    const userId = 'usr_before';
    await subject.vault.freeze({ userId, scope: 'user', state: null });
    const { state } = await subject.vault.unfreeze({ userId, accountId: null, consent: null, state: null });
    const binding = { userId, accountId: 'acc_before', network: 'LOCAL', holder: 'PASSKEY' as const };
    const key = await subject.vault.createKey(binding);
    const record = { kind: 'account' as const, id: binding.accountId, userId, network: 'LOCAL', address: key.address };
    await subject.vault.catchUp({ userId, accounts: [{ record, mac: await subject.vault.seal(record) }], state: null });
    const account = { ...subject.account, ...key, id: binding.accountId, userId } as Account;
    expect(state.freezes?.user?.liftedForDemo).toBeGreaterThan(0);
    await refused(subject.vault.sign(await subject.forge({}, account)), 'FROZEN');
  });
});

it('a fee is raised for nothing that is stopped', async () => {
  const bumpOf = async (attack: Parameters<typeof subject.forge>[0]) => {
    const request = await subject.forge(attack);
    const { signature } = await subject.vault.sign(request);
    const inner = TransactionBuilder.fromXdr(request.envelope, passphraseOf('LOCAL'));
    inner.addSignature(subject.account.address, signature);
    return { ...request, inner: inner.toXdr(), fee: '20000' };
  };
  const provenance = { destinations: [{ address: COFFEE, typed: true }], amount: 'PERSON' };
  const ofAgent = await bumpOf({ amount: 10_000_000n, proposal: { proposedBy: 'AGENT', provenance } });
  const [own, other] = [await bumpOf({}), await bumpOf({})];
  await subject.vault.freeze({ userId: subject.userId, scope: 'agent', state: null });
  await refused(subject.vault.signFeeBump(ofAgent), 'FROZEN');
  await subject.vault.signFeeBump(own);
  await subject.vault.freeze({ userId: subject.userId, scope: `account:${subject.account.id}`, state: null });
  await refused(subject.vault.signFeeBump(other), 'FROZEN');
});
