import { expect } from 'vitest';
import { newId } from '../../../src/kernel/ids.js';
import { confirm, type Registered, register, signIn } from '../people/registered.js';
import { createKey } from './key-case.js';
import type { LiveApp } from './live-app.js';
import { AUDIT, CREATE_ACCOUNT, eventually, followRun, provided, say } from './story.js';

export type Kind =
  | 'account'
  | 'contact'
  | 'thread'
  | 'message'
  | 'run'
  | 'transaction'
  | 'decided'
  | 'approval'
  | 'passkey'
  | 'session'
  | 'apiKey'
  | 'challenge'
  | 'auditEntry'
  | 'user';

const PREFIX = {
  account: 'acc',
  contact: 'con',
  thread: 'thr',
  message: 'msg',
  run: 'run',
  transaction: 'txn',
  decided: 'txn',
  approval: 'apr',
  passkey: 'key',
  session: 'ses',
  apiKey: 'api',
  challenge: 'chl',
  auditEntry: 'aud',
  user: 'usr',
} as const;

export const neverExisted = (kind: Kind): string => newId(PREFIX[kind]);

export type Owner = Registered & { ids: Record<Kind, string>; address: string; digest: string; contactName: string };

const CONTACT = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';
const DECIDED = '{ transactions(filter: { status: [CONFIRMED] }, first: 1) { nodes { id } } }';
const ALL = `{ viewer { contacts { id name } passkeys { id } sessions { id current } } threads { nodes { id messages { nodes { id } } } }
  approvals { nodes { id consent { digest } transaction { id } } } }`;

/** Somebody who owns one of everything: an account, a payment that waits, a second passkey and a second session. */
export const addOwner = async (app: LiveApp, name: string): Promise<Owner> => {
  const { ask } = app;
  const person = await register(ask, name);
  const account = (await ask(person.token, CREATE_ACCOUNT, { name: `${name} main` })).createAccount;
  await provided(ask, person.token, account.id);
  // Long and alike in no way, so that no suggestion of a similar name depends on whose contact it is.
  const contact = { name: `Dr. ${name} ${person.userId.slice(-8)}`, address: account.address };
  const { createContact } = await ask(person.token, CONTACT, { input: contact });
  const run = await say(ask, person.token, 'pay Acme Supplies 1,200 USDC for invoice INV-2291');
  const steps = followRun(app, person.token, run);
  await eventually(() => expect(steps.events.at(-1)?.kind).toBe('WAITING_FOR_APPROVAL'), 30_000);
  await signIn(ask, person.authenticator);
  const seen = await ask(person.token, ALL);
  const [approval] = seen.approvals.nodes;
  const { id: apiKey } = await createKey(app, person);
  const { challengeId } = await confirm(ask, person, 'unfreeze', {});
  const { nodes } = (await ask(person.token, DECIDED)).transactions;
  const { auditLog } = await ask(person.token, AUDIT);
  const newest = (await ask(person.token, '{ auditLog(first: 1) { nodes { id } } }')).auditLog.nodes[0].id;
  expect(auditLog.totalCount).toBeGreaterThan(5);
  const ids = {
    account: account.id,
    contact: createContact.id,
    thread: seen.threads.nodes[0].id,
    message: seen.threads.nodes[0].messages.nodes[0].id,
    run,
    transaction: approval.transaction.id,
    decided: nodes[0].id,
    approval: approval.id,
    passkey: seen.viewer.passkeys[0].id,
    session: seen.viewer.sessions.find(({ current }: { current: boolean }) => !current).id,
    apiKey,
    challenge: challengeId,
    auditEntry: newest,
    user: person.userId,
  };
  return { ...person, ids, address: account.address, digest: approval.consent.digest, contactName: contact.name };
};
