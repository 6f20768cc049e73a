import { Keypair } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Account, Contact } from './accounts/account.entity.js';
import { Approval, ApprovalStatus } from './approvals/approval.entity.js';
import { ActorKind, agentActor } from './graphql/context.js';
import { newId } from './ids.js';
import { type MoneyApp, openMoney, type PasskeyPerson, passkeyPerson } from './testing/money-case.js';
import { TransactionStatus } from './transactions/life.js';
import { Payee } from './transactions/payee.entity.js';
import { Transaction } from './transactions/transaction.entity.js';
import { Passkey, User } from './users/user.entity.js';

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
const SIGN = 'mutation ($id: ID!) { signTransaction(id: $id) { id } }';

/**
 * An attacker with write access to every table but the passkeys', and no more: the process is honest. Whatever they
 * write, nothing that asks is signed.
 */
describe('write access to the tables', () => {
  let app: MoneyApp;
  let ada: PasskeyPerson;
  const stranger = Keypair.random().publicKey();
  beforeAll(async () => {
    app = await openMoney({ working: false });
    app.gateway.open(stranger);
    ada = await passkeyPerson(app);
  });
  afterAll(() => app[Symbol.asyncDispose]());
  const edit = (work: (em: MoneyApp['orm']['em']) => Promise<unknown>) => work(app.orm.em.fork());

  /** A payment by the agent to a stranger, which asks; `change` is what the attacker then writes. */
  const asking = async (amount = '50'): Promise<string> => {
    // The attack before has stopped the agent, and its person let it go on.
    const released = { agentFrozenAt: null, agentFrozenReason: null };
    await edit((em) => em.nativeUpdate(User, { id: ada.actor.userId }, released));
    const actor = agentActor(ada.actor.userId, { instruction: 'please pay' });
    const input = { accountId: ada.accountId, destination: stranger, asset: 'USDC', amount };
    const { proposePayment } = await app.as(actor, PAY, { input });
    expect(proposePayment.status).toBe('AWAITING_APPROVAL');
    return proposePayment.id;
  };
  const approve = (id: string, more: Partial<Transaction> = {}) =>
    edit((em) => em.nativeUpdate(Transaction, { id }, { status: TransactionStatus.APPROVED, ...more }));

  const attacks: [string, (id: string) => Promise<unknown>][] = [
    ['a status of APPROVED', (id) => approve(id)],
    ['a verdict of ALLOW', (id) => approve(id, { verdict: { decision: 'ALLOW', rules: [], policyVersion: 1 } })],
    [
      'an approval without an assertion',
      async (id) => {
        await edit((em) =>
          em.nativeUpdate(Approval, { transactionId: id }, { status: ApprovalStatus.APPROVED, decidedAt: new Date() }),
        );
        await approve(id);
      },
    ],
    [
      'an approval with an assertion of nothing',
      async (id) => {
        const passkey = await app.orm.em.fork().findOneOrFail(Passkey, { userId: ada.actor.userId });
        const assertion = { id: passkey.credentialId, rawId: passkey.credentialId, type: 'public-key', response: {} };
        const forged = { status: ApprovalStatus.APPROVED, passkeyId: passkey.id, counterBefore: 0, assertion };
        await edit((em) => em.nativeUpdate(Approval, { transactionId: id }, forged));
        await approve(id);
      },
    ],
    ['a person as the proposer', (id) => approve(id, { proposedBy: ActorKind.PERSON })],
    ['an instruction that names the address', (id) => approve(id, { instruction: `pay ${stranger}` })],
    [
      'a contact',
      async (id) => {
        const row = {
          id: newId('con'),
          userId: ada.actor.userId,
          name: 'Friend',
          nameKey: 'friend',
          address: stranger,
          network: 'LOCAL' as const,
          memo: null,
          demo: false,
          mac: 'AAAA',
          createdAt: new Date(),
        };
        await edit((em) => em.insert(Contact, row));
        await approve(id);
      },
    ],
    [
      'the address of a contact',
      async (id) => {
        await edit((em) =>
          em.nativeUpdate(Contact, { userId: ada.actor.userId, name: 'Coffee Corner' }, { address: stranger }),
        );
        await approve(id);
      },
    ],
    [
      'a payee',
      async (id) => {
        const row = {
          id: newId('pay'),
          userId: ada.actor.userId,
          network: 'LOCAL',
          address: stranger,
          firstAt: new Date(),
          mac: null,
        };
        await edit((em) => em.insert(Payee, row));
        await approve(id);
      },
    ],
    [
      'an account of hers at the address',
      async (id) => {
        const own = await app.orm.em.fork().findOneOrFail(Account, { id: ada.accountId });
        const row = { ...pick(own), id: newId('acc'), address: stranger };
        await edit((em) => em.insert(Account, row));
        await approve(id);
      },
    ],
    [
      'a demo user',
      async (id) => {
        await edit((em) => em.nativeUpdate(User, { id: ada.actor.userId }, { demo: true }));
        await edit((em) => em.nativeUpdate(Account, { id: ada.accountId }, { holder: 'DEMO' }));
        await edit((em) => em.nativeUpdate(Approval, { transactionId: id }, { status: ApprovalStatus.APPROVED }));
        await approve(id);
        return async () => {
          await edit((em) => em.nativeUpdate(User, { id: ada.actor.userId }, { demo: false }));
          await edit((em) => em.nativeUpdate(Account, { id: ada.accountId }, { holder: 'PASSKEY' }));
        };
      },
    ],
    [
      'the row of an allowed payment with other bytes',
      async (id) => {
        const input = { accountId: ada.accountId, destination: 'Acme Supplies', asset: 'USDC', amount: '1' };
        const { proposePayment } = await app.as(ada.actor, PAY, { input });
        const { intent } = await app.orm.em.fork().findOneOrFail(Transaction, { id });
        await edit((em) => em.nativeUpdate(Transaction, { id: proposePayment.id }, { intent }));
        await expect(app.as(ada.actor, SIGN, { id: proposePayment.id })).rejects.toThrow();
        expect(await app.orm.em.fork().count(Transaction, { id: proposePayment.id, envelope: null })).toBe(1);
      },
    ],
  ];

  it.each(attacks)('gets no signature by writing %s', async (_what, attack) => {
    const id = await asking();
    const undo = await attack(id);
    await expect(app.as(ada.actor, SIGN, { id })).rejects.toMatchObject({ code: expect.any(String) });
    const row = await app.orm.em.fork().findOneOrFail(Transaction, { id });
    expect(row.envelope ?? null).toBeNull();
    expect(row.hash ?? null).toBeNull();
    expect(app.gateway.submitted).toEqual([]);
    if (typeof undo === 'function') await undo();
  });

  it('is no hindrance to an honest payment afterwards', async () => {
    const input = { accountId: ada.accountId, destination: 'Acme Supplies', asset: 'USDC', amount: '1' };
    const { proposePayment } = await app.as(ada.actor, PAY, { input });
    await app.as(ada.actor, SIGN, { id: proposePayment.id });
    expect((await app.orm.em.fork().findOneOrFail(Transaction, { id: proposePayment.id })).status).toBe('SIGNED');
  });
});

const pick = ({ userId, name, network, sealed, holder, mac, createdAt }: Account) => ({
  userId,
  name,
  network,
  sealed,
  holder,
  mac: mac ?? null,
  createdAt,
  frozenAt: null,
  archivedAt: null,
});
