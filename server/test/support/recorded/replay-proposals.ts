import { Keypair, xdr } from '@stellar/stellar-sdk/base';
import type { Actor } from '../../../src/kernel/actor.js';
import { Approval } from '../../../src/money/approvals/approval.entity.js';
import { consentDigest } from '../../../src/rulebook/consent-text.js';
import {
  agentOf,
  approvalOf,
  type MoneyApp,
  ORIGIN,
  openMoney,
  passkeyPerson,
  rowOf,
  settled,
} from '../app/money-case.js';
import { tampered } from '../app/operation-samples.js';
import type { Person } from '../app/test-app.js';
import { START_CONSENT } from '../people/registered.js';
import { EXCHANGE, SHOP } from './cases/case.js';
import type { ProposalCase } from './cases/proposals.js';
import { canonical } from './replay.js';

/** The ledger knows the others; the stranger has no account. */
export const openCase = async (): Promise<MoneyApp> => {
  const app = await openMoney({ working: true });
  for (const address of [SHOP, EXCHANGE]) app.gateway.open(address);
  return app;
};

const DOCUMENTS = {
  policy: 'mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { version } }',
  contact: 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }',
  PERSON: 'mutation { freeze { id } }',
  ACCOUNT: 'mutation ($id: ID!) { freezeAccount(id: $id) { id } }',
  key: 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
  pay: 'mutation ($input: PaymentInput!) { proposed: proposePayment(input: $input) { id status } }',
  envelope: 'mutation ($input: RawTransactionInput!) { proposed: proposeTransaction(input: $input) { id status } }',
  approve: 'mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { id } }',
};

/** Somebody new, so that nothing of an earlier case counts. A key takes a passkey; the rest needs none here. */
const someone = async (
  app: MoneyApp,
  { by, words, key }: ProposalCase,
): Promise<{ person: Person; proposer: Actor }> => {
  if (by !== 'API_KEY') {
    const person = await app.person();
    return { person, proposer: by === 'AGENT' ? agentOf(person, words) : person.actor };
  }
  const person = await passkeyPerson(app);
  const wanted = { name: 'Billing', scopes: ['READ', 'PROPOSE'], ...key };
  const { startConsent } = await app.as(person.actor, START_CONSENT, {
    input: { action: 'createApiKey', arguments: wanted },
  });
  const assertion = person.authenticator.assert(startConsent.options, ORIGIN);
  const input = { ...wanted, consent: { challengeId: startConsent.id, assertion } };
  const { secret } = (await app.as(person.actor, DOCUMENTS.key, { input })).createApiKey;
  return { person, proposer: (await app.apiKeys.authenticate(secret))!.actor };
};

const ofAccount = (envelope: string, { address }: Person): string => {
  const key = Keypair.fromPublicKey(address).rawPublicKey();
  return tampered(envelope, () => ({ sourceAccount: xdr.MuxedAccount.keyTypeEd25519(key) }));
};

const propose = async (app: MoneyApp, one: ProposalCase, person: Person, proposer: Actor) => {
  const { pay, envelope } = one;
  const what = envelope === undefined ? pay : { xdr: ofAccount(envelope, person) };
  const document = envelope === undefined ? DOCUMENTS.pay : DOCUMENTS.envelope;
  return (await app.as(proposer, document, { input: { accountId: person.accountId, ...what } })).proposed as {
    id: string;
    status: string;
  };
};

const ends = async (app: MoneyApp, { id, status }: { id: string; status: string }, person: Person): Promise<void> => {
  if (status === 'AWAITING_APPROVAL' && 'authenticator' in person) return;
  if (status === 'AWAITING_APPROVAL') {
    const { digest } = await approvalOf(app, id);
    await app.as(person.actor, DOCUMENTS.approve, { input: { id, consentDigest: digest } });
  }
  if (status !== 'DENIED') await settled(app, id, person);
};

/** What a new key, a new id or another moment makes different is named for what it is. */
const plain = (text: string, { address }: Person, bytes: string): string =>
  text
    .replaceAll(bytes, '<bytes>')
    .replaceAll(address, '<account>')
    .replace(/\b([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}\b/g, '<$1>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>');

/** A digest differs with the ids in its text; that it is of this text does not. */
const authorityOf = ({ kind, digest }: { kind: string; digest?: string }, asked: string | null) => ({
  kind,
  ...(digest !== undefined && { isOfWhatWasAsked: asked !== null && digest === consentDigest(asked).toString('hex') }),
});

const told = async (app: MoneyApp, id: string) => {
  const row = await rowOf(app, id);
  const { summary, operations, outflows, recipients, balanceChanges, memo, valueUsd, feeMax, provenance, facts } = row;
  const { decision, policyVersion, rules } = row.verdict;
  const approval = await app.orm.em.fork().findOne(Approval, { transactionId: id });
  const { transactionHash, intentHash, at, authority, ...statement } = row.verdictProof?.statement ?? ({} as any);
  const asked = approval?.canonical ?? null;
  return {
    status: row.status,
    failure: row.failure,
    summary,
    operations,
    outflows,
    recipients,
    balanceChanges,
    memo,
    valueUsd,
    feeMax,
    provenance,
    facts,
    asked,
    statement: { ...statement, ...(authority && { authority: authorityOf(authority, asked) }) },
    verdict: { decision, policyVersion, matched: rules.filter(({ matched }) => matched) },
  };
};

/** One line of the recording: what is proposed, what everybody was told, and what the vault signed a statement about. */
export const proposalLine = async (app: MoneyApp, one: ProposalCase): Promise<string> => {
  const { person, proposer } = await someone(app, one);
  const { policy, contact, frozen } = one;
  if (policy) await app.as(person.actor, DOCUMENTS.policy, { input: policy });
  if (contact) await app.as(person.actor, DOCUMENTS.contact, { input: contact });
  if (frozen) await app.as(person.actor, DOCUMENTS[frozen], { id: person.accountId });
  try {
    const proposed = await propose(app, one, person, proposer);
    await ends(app, proposed, person);
    const { intent } = await rowOf(app, proposed.id);
    return canonical({ ...one, output: JSON.parse(plain(canonical(await told(app, proposed.id)), person, intent)) });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code) throw error;
    return canonical({ ...one, output: { refused: code, message } });
  }
};
