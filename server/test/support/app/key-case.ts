import { parse } from 'graphql';
import type { LocalNetwork } from '../../../local-network/local-network.js';
import type { Actor } from '../../../src/kernel/actor.js';
import type { SignRequest } from '../../../src/vault/contract/vault.js';
import { confirm, type Registered, register } from '../people/registered.js';
import { createLiveApp, type LiveApp } from './live-app.js';
import { ACME, COFFEE, countSignatures, RichGateway } from './money-case.js';
import { CREATE_ACCOUNT } from './story.js';
import type { TestOptions } from './test-app.js';

const KEY_FIELDS = `id name prefix scopes allowList createdAt expiresAt lastUsedAt revokedAt
  caps { asset network perTransaction perDay overPerTransaction }`;
export const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { ${KEY_FIELDS} } } }`;
export const REVOKE_KEY = 'mutation ($id: ID!) { revokeApiKey(id: $id) { id revokedAt } }';
export const KEYS = `{ viewer { apiKeys { ${KEY_FIELDS} } } }`;
const PAY = `mutation ($input: PaymentInput!) { proposePayment(input: $input) {
  id status apiKeyId proposedBy failure { code message } verdict { decision rules { rule matched decision } } } }`;

export type KeyApp = LiveApp & { gateway: RichGateway; signed: SignRequest[] };
export type KeyInput = { name?: string; scopes?: string[] } & Record<string, unknown>;
export type MadeKey = { id: string; secret: string };
export type Owner = Registered & { accountId: string; address: string };

/** Tests only: the real app on a real port, over a network in memory and with a vault that counts. */
export const openKeyApp = async (options: TestOptions = {}): Promise<KeyApp> => {
  const gateway = new RichGateway();
  for (const address of [COFFEE, ACME]) gateway.open(address);
  const network = { url: 'http://127.0.0.1:1', close: async () => undefined } as LocalNetwork;
  const overrides = { ...options.overrides, gateways: [gateway] };
  const app = await createLiveApp({ ...options, network, working: false, overrides });
  const signed = countSignatures(app.vault);
  if (options.working) app.work();
  return { ...app, gateway, signed };
};

let owners = 0;

/** Somebody with a passkey, an account and the demo contacts. */
export const keyOwner = async ({ ask, door }: KeyApp, name = 'Grace'): Promise<Owner> => {
  // From an address of their own each, because registering is limited by address.
  const ip = `2001:db8:${(++owners).toString(16)}::1`;
  const actor = null as unknown as Actor;
  const person = await register(async (_token, query, variables = {}) => {
    const { data } = await door.execute({ document: parse(query), variables, actor, ip });
    return data!;
  }, name);
  const { id, address } = (await ask(person.token, CREATE_ACCOUNT, { name: 'Main' })).createAccount;
  return { ...person, accountId: id, address };
};

/** Makes a key as its owner does it, with their passkey's word. */
export const createKey = async (
  { ask }: Pick<LiveApp, 'ask'>,
  owner: Registered,
  change: KeyInput = {},
): Promise<MadeKey> => {
  const asked = { name: 'Billing', scopes: ['READ', 'PROPOSE'], ...change };
  const consent = await confirm(ask, owner, 'createApiKey', asked);
  const { secret, apiKey } = (await ask(owner.token, CREATE_KEY, { input: { ...asked, consent } })).createApiKey;
  return { id: apiKey.id, secret };
};

export const revokeKey = async ({ ask }: LiveApp, { token }: Registered, { id }: MadeKey) =>
  (await ask(token, REVOKE_KEY, { id })).revokeApiKey;

/** Proposes as a program does, over HTTP; 5 XLM to a contact unless told otherwise. */
export const payWith = async ({ ask }: LiveApp, token: string, accountId: string, change: object = {}) => {
  const input = { accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '5', ...change };
  return (await ask(token, PAY, { input })).proposePayment;
};
