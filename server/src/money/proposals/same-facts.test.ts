import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  agentOf,
  approve,
  COFFEE,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  sign,
} from '../../../test/support/app/money-case.js';
import { type Actor, ActorKind, apiKeyActor, Scope } from '../../kernel/actor.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import { passphraseOf } from '../../kernel/networks.js';
import { decode } from '../../rulebook/decode.js';
import type { TransactionFacts } from '../../rulebook/facts/policy.js';
import { apiKeyRecord, type ProposalRecord } from '../../rulebook/sealed-rows.js';
import { emptyState } from '../../vault/contract/person-state.js';
import type { SignRequest } from '../../vault/contract/vault.js';
import { sealedFacts } from '../../vault/room/judgement/sealed-facts.js';
import { Account as AccountRow } from '../accounts/records/account.entity.js';
import { ApiKey } from '../api-keys/api-key.entity.js';
import { AddressBook } from '../contacts/address-book.js';
import { IntentReadings } from '../drafts/intent-readings.js';
import { Reservations } from '../policy/reservations.js';
import { FactsService } from './facts.service.js';
import { rememberPayee } from './payee.entity.js';

let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  app = await openMoney();
});
beforeEach(async () => {
  grace = await passkeyPerson(app);
  app.signed.length = 0;
});
afterAll(() => app[Symbol.asyncDispose]());

const stranger = () => app.gateway.open(Keypair.random().publicKey()).address;
const customerOf = (address: string) => new MuxedAccount(new Account(address, '0'), '7').accountId();
const CREATE = 'mutation { createAccount(input: { name: "Another" }) { id } }';
const addContact = (input: object) =>
  app.as(grace.actor, 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }', { input });

const byServer = async (id: string): Promise<TransactionFacts> => {
  const em = app.orm.em.fork();
  const { accountId, proposedBy: kind, ...row } = await rowOf(app, id);
  const account = await em.findOneOrFail(AccountRow, { id: accountId });
  const facts = new FactsService(new AddressBook(app.vault), app.vault, new Reservations(), new IntentReadings());
  return facts.facts(em, account, row.intent, { kind, ...row });
};

/** As the vault makes them, of the very rows that the server showed it. */
const byVault = async ({ grounds, binding }: SignRequest): Promise<TransactionFacts> => {
  const { proposal, known, state } = grounds;
  const record = proposal.record as unknown as ProposalRecord;
  const good = new Set((await app.vault.checkSeals(known)).flatMap((sealed, index) => (sealed ? known[index]! : [])));
  const decoded = decode(record.intent, passphraseOf(record.network), record.network, String);
  const memory = { state: state?.state ?? emptyState(binding.userId), now: new Date() };
  return sealedFacts({ grounds, ...memory, isSealed: (row) => good.has(row) }, record, decoded);
};

const bothOf = async (input: object, actor: Actor): Promise<TransactionFacts[]> => {
  // An account has only one on its way at a time, so each is of an account of its own.
  const { createAccount } = await app.as(grace.actor, CREATE);
  const payment = { accountId: createAccount.id, asset: 'XLM', amount: '5', ...input };
  const { id, status } = await pay(app, grace, payment, actor);
  if (status === 'AWAITING_APPROVAL') await approve(app, grace, await grace.confirm(id));
  const server = await byServer(id);
  await sign(app, grace, id);
  return [server, await byVault(app.signed.at(-1)!)];
};

/** The fact that each case is there for, so that none of them is about nothing. */
type Expected = Partial<TransactionFacts> | { destinations: object[] };
const agree = async (input: object, actor: Actor, expected: Expected) => {
  const [server, vault] = await bothOf(input, actor);
  expect(server).toMatchObject(expected);
  expect(vault).toEqual(server);
};
const told = (words: string): Actor => agentOf(grace, words);

describe('server and vault have the same facts', () => {
  it('of a contact, an own account and a stranger, named or not', async () => {
    await agree({ destination: COFFEE }, told('pay 5'), { destinations: [{ inContacts: true, typedByPerson: false }] });
    await agree({ destination: customerOf(grace.address) }, grace.actor, { destinations: [{ inContacts: true }] });
    const destination = stranger();
    await agree({ destination }, told(`pay 5 to ${destination}`), {
      destinations: [{ inContacts: false, typedByPerson: true, paidBefore: false }],
      amountTyped: true,
    });
    await agree({ destination: stranger() }, told('pay it'), { amountTyped: false });
  });

  it('of a contact of less than a day, and of one who has another memo', async () => {
    const address = stranger();
    await addContact({ name: 'Exchange', address, memo: '7', memoType: 'ID' });
    const destination = { destination: address };
    await agree(destination, told('pay 5'), { destinations: [{ newContact: true, otherMemo: null }], memo: 'ID:7' });
    const otherMemo = { contacts: ['Exchange has memo 7 (id)'], payment: 'memo 7 (text)' };
    await agree({ ...destination, memo: '7', memoType: 'TEXT' }, told(`5 to ${address}`), {
      destinations: [{ newContact: false, otherMemo }],
    });
    await agree({ destination: customerOf(address) }, grace.actor, { destinations: [{ inContacts: false }] });
  });

  it('of somebody for whom a person approved as much before, and what they got unasked since', async () => {
    const address = stranger();
    const em = app.orm.em.fork();
    const reached = { userId: grace.actor.userId, network: 'LOCAL', address, memo: '' };
    await rememberPayee(em, app.vault, reached, [{ asset: 'XLM', amount: 80_000_000n }]);
    await em.flush();
    const typed = told(`pay 5 to ${address}`);
    await agree({ destination: address }, typed, { destinations: [{ paidBefore: true }] });
    await agree({ destination: address }, typed, { destinations: [{ paidBefore: false }] });
  });

  it('of a program with a key', async () => {
    const row = {
      id: newId('api'),
      userId: grace.actor.userId,
      name: 'shop',
      prefix: 'tux_x',
      tokenHash: newId('api'),
      scopes: [Scope.PROPOSE],
      rules: {},
      createdAt: new Date(),
      revokedAt: null,
      lastUsedAt: null,
      expiresAt: new Date(Date.now() + HOUR_MS),
    };
    const em = app.orm.em.fork();
    await em.persist(em.create(ApiKey, { ...row, mac: await app.vault.seal(apiKeyRecord(row)) })).flush();
    const actor = apiKeyActor(row.userId, row.id, row.scopes);
    await agree({ destination: ACME }, actor, { actor: ActorKind.API_KEY, apiKeyId: row.id, amountTyped: true });
  });
});
