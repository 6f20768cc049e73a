import { Keypair, MuxedAccount, Account as StellarAccount, StrKey } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME, type MoneyApp, openMoney, pay, rowOf, USDC } from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { personActor } from '../../kernel/actor.js';
import { toStroops } from '../../kernel/amount.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { Account } from '../accounts/records/account.entity.js';
import { Reservation } from '../policy/policy.entity.js';
import { Transaction } from './transaction.entity.js';

const TRUST = 'mutation ($input: TrustlineInput!) { proposeTrustline(input: $input) { id status summary } }';
const ASK = 'query ($input: EvaluatePolicyInput!) { evaluatePolicy(input: $input) { decision } }';
const CONTACT = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
});
// Somebody new each time, because a person may propose only so often a minute.
beforeEach(async () => {
  ada = await app.person();
});
afterAll(() => app[Symbol.asyncDispose]());

const address = (change?: Parameters<MoneyApp['gateway']['open']>[2], xlm?: string): string =>
  app.gateway.open(Keypair.random().publicKey(), xlm, change).address;
const muxed = (base: string): string => new MuxedAccount(new StellarAccount(base, '0'), '7').accountId();
const stored = async () => {
  const em = app.orm.em.fork();
  return Promise.all([em.count(Transaction), em.count(Reservation), em.count(AuditRecord)]);
};

type Input = Record<string, unknown>;
type Case = [what: string, input: () => Input | Promise<Input>, code: string, sentence: RegExp];

/** Refused in the same words by the proposal and by the dry run, and nothing is kept of either. */
const refused = async (kind: 'payment' | 'trustline', make: Case[1], code: string, sentence: RegExp) => {
  const input = { accountId: ada.accountId, ...(await make()) };
  const before = await stored();
  const propose = kind === 'payment' ? pay(app, ada, input) : app.as(ada.actor, TRUST, { input });
  const dry = app.as(ada.actor, ASK, { input: { [kind]: input } });
  const errors = await Promise.all([propose.catch((error) => error), dry.catch((error) => error)]);
  for (const error of errors) {
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(sentence);
    expect(error.message).toMatch(/[.?]$/);
  }
  expect(await stored()).toEqual(before);
};

const payment = (change: Input): Input => ({ destination: 'Coffee Corner', asset: 'XLM', amount: '5', ...change });
const nobody = StrKey.encodeEd25519PublicKey(Buffer.alloc(32, 9));

describe('a payment is refused', () => {
  it.each<Case>([
    ['an amount of 0', () => payment({ amount: '0' }), 'BAD_USER_INPUT', /greater than 0/],
    ['a negative amount', () => payment({ amount: '-5' }), 'BAD_USER_INPUT', /decimal strings/],
    ['8 decimal places', () => payment({ amount: '1.00000001' }), 'BAD_USER_INPUT', /7 decimal places/],
    ['a number', () => payment({ amount: 5 }), 'BAD_USER_INPUT', /decimal strings/],
    ['a float', () => payment({ amount: 0.1 }), 'BAD_USER_INPUT', /decimal strings/],
    ['an exponent', () => payment({ amount: '1e3' }), 'BAD_USER_INPUT', /decimal strings/],
    ['a comma', () => payment({ amount: '1,5' }), 'BAD_USER_INPUT', /decimal strings/],
    ['a space', () => payment({ amount: ' 5' }), 'BAD_USER_INPUT', /decimal strings/],
    ['hexadecimal', () => payment({ amount: '0x10' }), 'BAD_USER_INPUT', /decimal strings/],
    ['more than a ledger can hold', () => payment({ amount: '922337203685.4775808' }), 'BAD_USER_INPUT', /at most/],
    ['an unknown asset', () => payment({ asset: 'DOGE' }), 'BAD_USER_INPUT', /Known codes are XLM, USDC/],
    ['an asset without a code', () => payment({ asset: `:${ACME}` }), 'BAD_USER_INPUT', /CODE:ISSUER/],
    ['lumens with an issuer', () => payment({ asset: `XLM:${ACME}` }), 'BAD_USER_INPUT', /XLM has no issuer/],
    ['an issuer that is no address', () => payment({ asset: 'USDC:GABC' }), 'BAD_USER_INPUT', /issuer of USDC/],
    ['USDC of a false issuer', () => payment({ asset: `USDC:${ACME}` }), 'NO_TRUSTLINE', /does not hold USDC/],
    [
      'an address with a mistake',
      () => payment({ destination: `${ACME.slice(0, -1)}A` }),
      'BAD_USER_INPUT',
      /checksum/,
    ],
    ['an address in small letters', () => payment({ destination: ACME.toLowerCase() }), 'BAD_USER_INPUT', /checksum/],
    ['a contract', () => payment({ destination: StrKey.encodeContract(Buffer.alloc(32, 1)) }), 'BAD_USER_INPUT', /C…/],
    ['a secret key', () => payment({ destination: Keypair.random().secret() }), 'BAD_USER_INPUT', /secret key/],
    ['a contact that is not there', () => payment({ destination: 'Cofee Corner' }), 'BAD_USER_INPUT', /Coffee Corner/],
    ['nobody', () => payment({ destination: '' }), 'BAD_USER_INPUT', /destination is empty/],
    ['its own account', () => payment({ destination: ada.address }), 'BAD_USER_INPUT', /same account/],
    ['its own account by name', () => payment({ destination: 'Main' }), 'BAD_USER_INPUT', /same account/],
    ['its own account, muxed', () => payment({ destination: muxed(ada.address) }), 'BAD_USER_INPUT', /same account/],
    ['a memo to a muxed address', () => payment({ destination: muxed(ACME), memo: '7' }), 'BAD_USER_INPUT', /own memo/],
    [
      'a muxed address whose account is not there',
      () => payment({ destination: muxed(Keypair.random().publicKey()), amount: '5' }),
      'BAD_USER_INPUT',
      /would lose the number in it/,
    ],
    ['a memo of 29 bytes', () => payment({ memo: 'x'.repeat(29) }), 'BAD_USER_INPUT', /longer than 28 bytes/],
    ['a memo of 28 letters and 29 bytes', () => payment({ memo: `${'x'.repeat(27)}é` }), 'BAD_USER_INPUT', /28 bytes/],
    ['a memo of two lines', () => payment({ memo: 'a\nb' }), 'BAD_USER_INPUT', /one line/],
    ['a memo with NUL', () => payment({ memo: 'a\u0000b' }), 'BAD_USER_INPUT', /no NUL character/],
    ['a memo with half a character', () => payment({ memo: 'a\ud800' }), 'BAD_USER_INPUT', /half of a character/],
    [
      'no memo where the address asks for one',
      () => payment({ destination: address({ memoRequired: true }) }),
      'MEMO_REQUIRED',
      /asks for a memo/,
    ],
    [
      'a blank memo where the address asks for one',
      () => payment({ destination: address({ memoRequired: true }), memo: '  ' }),
      'MEMO_REQUIRED',
      /asks for a memo/,
    ],
    ['more than there is', () => payment({ amount: '99999.1' }), 'INSUFFICIENT_BALANCE', /fee included/],
    ['all but the fee', () => payment({ amount: '99999' }), 'INSUFFICIENT_BALANCE', /99999.00002 needed/],
    [
      'too little to open an account',
      () => payment({ destination: nobody, amount: '0.9999999' }),
      'BAD_USER_INPUT',
      /1 XLM/,
    ],
    ['an asset to nobody', () => payment({ destination: nobody, asset: 'USDC' }), 'NO_TRUSTLINE', /not on the ledger/],
    [
      'an asset that the destination does not hold',
      () => payment({ destination: plain(), asset: 'USDC' }),
      'NO_TRUSTLINE',
      /owner must add a trustline/,
    ],
    [
      'more of an asset than the destination can hold',
      () => payment({ destination: holding({ amount: toStroops('6'), limit: toStroops('10') }), asset: 'USDC' }),
      'BAD_USER_INPUT',
      /cannot hold that much/,
    ],
    [
      'more than is left beside what the destination is buying',
      () => {
        const line = { amount: 0n, limit: toStroops('10'), buyingLiabilities: toStroops('5.1') };
        return payment({ destination: holding(line), asset: 'USDC' });
      },
      'BAD_USER_INPUT',
      /cannot hold that much/,
    ],
    [
      'an asset whose issuer does not allow the destination',
      () => payment({ destination: holding({ authorized: false }), asset: 'USDC' }),
      'PERMISSION_DENIED',
      /does not allow the destination/,
    ],
    ['a reason of 501 letters', () => payment({ reason: 'x'.repeat(501) }), 'BAD_USER_INPUT', /500 characters/],
    ['a reason with NUL', () => payment({ reason: 'a\u0000' }), 'BAD_USER_INPUT', /no NUL character/],
    ['a key of 201 letters', () => payment({ idempotencyKey: 'k'.repeat(201) }), 'BAD_USER_INPUT', /1 to 200/],
    ['an empty key', () => payment({ idempotencyKey: '' }), 'BAD_USER_INPUT', /1 to 200/],
  ])('%s', (_what, make, code, sentence) => refused('payment', make, code, sentence));
});

describe('a trustline is refused', () => {
  it.each<Case>([
    ['XLM', () => ({ asset: 'XLM' }), 'BAD_USER_INPUT', /needs no trustline/],
    ['an unknown code', () => ({ asset: 'DOGE' }), 'BAD_USER_INPUT', /Known codes/],
    ['an asset that is held already', () => ({ asset: 'USDC' }), 'BAD_USER_INPUT', /can hold USDC already/],
    ['an issuer that is not on the ledger', () => ({ asset: `ODD:${nobody}` }), 'BAD_USER_INPUT', /Check the issuer/],
    ['its own asset', () => ({ asset: `ODD:${ada.address}` }), 'BAD_USER_INPUT', /issues the asset itself/],
    ['one to remove that is not there', () => ({ asset: `ODD:${ACME}`, limit: '0' }), 'NO_TRUSTLINE', /to remove/],
    ['one to remove that holds money', () => ({ asset: 'USDC', limit: '0' }), 'BAD_USER_INPUT', /Send away/],
    ['a limit below what is held', () => ({ asset: 'USDC', limit: '5' }), 'BAD_USER_INPUT', /limit is below/],
    [
      'one to remove that open offers still buy',
      () => trusting({ amount: '0', buyingLiabilities: '3' }, '0'),
      'BAD_USER_INPUT',
      /^Open offers still buy 3 USDC: cancel them first\. Then remove the trustline\.$/,
    ],
    [
      'one to remove whose money is bound by open offers',
      () => trusting({ amount: '4', sellingLiabilities: '2' }, '0'),
      'BAD_USER_INPUT',
      /^Open offers still sell 2 USDC: cancel them first\. Send away the 4 USDC first\./,
    ],
    [
      'a limit below what is held and what open offers still buy',
      () => trusting({ amount: '4', buyingLiabilities: '3' }, '6.9999999'),
      'BAD_USER_INPUT',
      /4 that the account holds and the 3 that open offers still buy: cancel them first/,
    ],
    ['a limit that is no amount', () => ({ asset: 'USDC', limit: 'much' }), 'BAD_USER_INPUT', /decimal number/],
    ['a negative limit', () => ({ asset: 'USDC', limit: '-1' }), 'BAD_USER_INPUT', /decimal number/],
  ])('%s', (_what, make, code, sentence) => refused('trustline', make, code, sentence));

  it('but not where the limit is exactly what is held and what open offers still buy', async () => {
    const issuer = app.gateway.open(USDC.split(':')[1]!).address;
    const input = { accountId: ada.accountId, ...trusting({ amount: '4', buyingLiabilities: '3' }, '7') };
    expect(await app.as(ada.actor, TRUST, { input })).toMatchObject({ proposeTrustline: { id: expect.any(String) } });
    app.gateway.accounts.delete(issuer);
  });
});

describe('an account is refused', () => {
  const poor = async (xlm: string) => {
    const eve = await app.person('Eve');
    app.gateway.open(eve.address, xlm);
    return eve.accountId;
  };
  it.each<Case>([
    [
      'that is not there',
      () => payment({ accountId: 'acc_00000000000000000000000000' }),
      'NOT_FOUND',
      /No such account/,
    ],
    [
      "that is somebody else's",
      async () => payment({ accountId: (await app.person('Bob')).accountId }),
      'NOT_FOUND',
      /No such account/,
    ],
    [
      'that is archived',
      async () => {
        const second = 'mutation { createAccount(input: { name: "Old" }) { id } }';
        const { id } = (await app.as(ada.actor, second)).createAccount;
        await app.as(ada.actor, 'mutation ($id: ID!) { archiveAccount(id: $id) { id } }', { id });
        return payment({ accountId: id });
      },
      'BAD_USER_INPUT',
      /archived/,
    ],
  ])('%s', (_what, make, code, sentence) => refused('payment', make, code, sentence));

  it("that is somebody else's, without the door before it too", async () => {
    const { actor } = await app.person('Mallory');
    const before = await stored();
    const input = payment({ accountId: ada.accountId }) as never;
    await expect(app.transactions.proposePayment(actor, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.transactions.evaluate(actor, { payment: input })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await stored()).toEqual(before);
  });

  it('that has not even the fee for another asset', async () => {
    const accountId = await poor('1.00001');
    const input = payment({ accountId, asset: 'USDC' }) as never;
    const before = await stored();
    const { userId } = await app.orm.em.fork().findOneOrFail(Account, { id: accountId });
    const proposed = app.transactions.proposePayment(personActor(userId), input);
    await expect(proposed).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
    expect(await stored()).toEqual(before);
  });
});

describe('what looks odd and is right', () => {
  it('a muxed address needs no memo, even where its account asks for one', async () => {
    const destination = muxed(address({ memoRequired: true }));
    const paid = await pay(app, ada, payment({ destination }));
    expect(paid).toMatchObject({ status: 'APPROVED', memo: null, operations: [{ destination }] });
  });

  it('1 XLM to an address that is not on the ledger opens it, and says so', async () => {
    const { summary, operations } = await pay(app, ada, payment({ destination: nobody, amount: '1' }));
    expect(summary).toBe('Send 1 XLM to an unknown address, which opens the account');
    expect(operations[0].type).toBe('Create account');
  });

  it('a blank memo does not take away the memo of a contact', async () => {
    const input = { name: 'Exchange', address: address({ memoRequired: true }), memo: 'deposit 42' };
    await app.as(ada.actor, CONTACT, { input });
    for (const memo of [undefined, null, '', '  '])
      expect(await pay(app, ada, payment({ destination: 'Exchange', memo }))).toMatchObject({ memo: 'deposit 42' });
    expect(await pay(app, ada, payment({ destination: 'Exchange', memo: 'other' }))).toMatchObject({ memo: 'other' });
  });

  it('the issuer of an asset takes it back without a trustline, and only because that destroys it is a person asked', async () => {
    const issuer = USDC.split(':')[1]!;
    app.gateway.open(issuer).balances.splice(1);
    const { id, verdict } = await pay(app, ada, payment({ destination: issuer, asset: 'USDC' }));
    expect((await rowOf(app, id)).status).toBe('AWAITING_APPROVAL');
    const matched = verdict.rules.filter((rule: { matched: boolean }) => rule.matched);
    expect(matched.map(({ rule }: { rule: string }) => rule)).toEqual(['burn']);
  });

  it('exactly what can be spent is sent', async () => {
    const all = payment({ destination: address(), amount: '99998.99998' });
    expect(
      (await app.as(ada.actor, ASK, { input: { payment: { accountId: ada.accountId, ...all } } })).evaluatePolicy,
    ).toEqual({ decision: 'REFUSE' });
  });
});

describe('evaluatePolicy', () => {
  it('says what the proposal would say, and stores and reserves nothing', async () => {
    const cases = [payment({}), payment({ amount: '150' }), payment({ amount: '1500' })];
    const before = await stored();
    const submitted = app.gateway.submitted.length;
    const said = [];
    for (const one of cases) {
      const input = { payment: { accountId: ada.accountId, ...one } };
      said.push((await app.as(ada.actor, ASK, { input })).evaluatePolicy.decision);
    }
    expect(said).toEqual(['ALLOW', 'ASK', 'REFUSE']);
    expect(await stored()).toEqual(before);
    expect(app.gateway.submitted).toHaveLength(submitted);
    for (const [index, one] of cases.entries()) expect((await pay(app, ada, one)).verdict.decision).toBe(said[index]);
  });

  it('wants exactly one question', async () => {
    const [p, t] = [
      { accountId: ada.accountId, ...payment({}) },
      { accountId: ada.accountId, asset: 'USDC' },
    ];
    for (const input of [{}, { payment: p, trustline: t }])
      await expect(app.as(ada.actor, ASK, { input })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

const plain = (): string => {
  const at = address();
  app.gateway.accounts.get(at)!.balances.splice(1);
  return at;
};
/** Ada's own line for USDC, as a request to change its limit finds it. */
const trusting = (line: Record<string, string>, limit: string): Input => {
  const amounts = Object.entries(line).map(([name, amount]) => [name, toStroops(amount)] as const);
  const balances = app.gateway.accounts.get(ada.address)!.balances;
  Object.assign(balances.find(({ asset }) => asset === USDC)!, Object.fromEntries(amounts));
  return { asset: 'USDC', limit };
};
const holding = (line: Partial<{ amount: bigint; limit: bigint; buyingLiabilities: bigint; authorized: boolean }>) => {
  const at = address();
  Object.assign(app.gateway.accounts.get(at)!.balances.find(({ asset }) => asset === USDC)!, line);
  return at;
};
