import { readFileSync } from 'node:fs';
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printAppSchema } from '../../src/app/app.js';
import {
  findUnboundedMutations,
  findUnguardedRootFields,
  findUnownedIdArguments,
  OPEN_FIELDS,
  rootTypes,
  STOPS,
} from '../../src/platform/graphql/schema-rules.js';
import { USUAL_ARGUMENTS, USUAL_FIELDS } from '../../src/platform/graphql/usual-descriptions.js';
import { createLiveApp, type LiveApp } from '../support/app/live-app.js';
import { testConfig } from '../support/app/test-app.js';
import { type Registered, register } from '../support/people/registered.js';

const committed = new URL('../../../schema.graphql', import.meta.url);

/** What clients, documents and tools rely on: names and types that may not change under them. */
const CONTRACT: Record<string, string> = {
  'Query.viewer': 'User!',
  'Query.node(id: ID!)': 'Node',
  'Query.server': 'ServerInfo!',
  'Query.accounts(first: Int, after: String)': 'AccountConnection!',
  'Query.account(id: ID!)': 'Account!',
  'Query.threads(first: Int, after: String)': 'ThreadConnection!',
  'Query.thread(id: ID!)': 'Thread!',
  'Query.run(id: ID!)': 'AgentRun!',
  'Query.transactions(filter: TransactionFilter, first: Int, after: String)': 'TransactionConnection!',
  'Query.transaction(id: ID!)': 'Transaction!',
  'Query.approvals(status: ApprovalStatus, first: Int, after: String)': 'ApprovalConnection!',
  'Query.approval(id: ID!)': 'Approval!',
  'Query.policy(accountId: ID)': 'Policy!',
  'Query.spending(accountId: ID)': '[SpendingUsage!]!',
  'Query.evaluatePolicy(input: EvaluatePolicyInput!)': 'PolicyVerdict!',
  'Query.auditLog(filter: AuditFilter, first: Int, after: String)': 'AuditConnection!',
  'Query.verifyAuditLog': 'AuditVerification!',
  'Query.price(asset: String!)': 'Price',
  'Query.networkStatus': 'NetworkStatus!',
  'Query.attestation(nonce: String)': 'Attestation!',
  'Query.keyStatus': 'KeyStatus!',
  'Mutation.rotateKeys': 'KeyStatus!',
  'Mutation.rewrapKeys(dryRun: Boolean, newDataKeys: Boolean)': 'RewrapReport!',
  'Mutation.retireKeys': 'KeyStatus!',
  'Mutation.startRegistration(input: StartRegistrationInput!)': 'PasskeyChallenge!',
  'Mutation.finishRegistration(input: FinishRegistrationInput!)': 'SignInPayload!',
  'Mutation.startSignIn(input: StartSignInInput)': 'PasskeyChallenge!',
  'Mutation.finishSignIn(input: FinishSignInInput!)': 'SignInPayload!',
  'Mutation.signInWithRecoveryCode(input: RecoveryCodeInput!)': 'SignInPayload!',
  'Mutation.signInToLocalDemo(name: String!)': 'SignInPayload!',
  'Mutation.signOut(everywhere: Boolean)': 'Boolean!',
  'Mutation.addPasskey(input: AddPasskeyInput!)': 'Passkey!',
  'Mutation.removePasskey(input: RemovePasskeyInput!)': 'User!',
  'Mutation.renamePasskey(input: RenamePasskeyInput!)': 'Passkey!',
  'Mutation.regenerateRecoveryCodes(input: ConsentInput!)': '[String!]!',
  'Mutation.createAccount(input: CreateAccountInput!)': 'Account!',
  'Mutation.renameAccount(input: RenameAccountInput!)': 'Account!',
  'Mutation.archiveAccount(id: ID!)': 'Account!',
  'Mutation.unarchiveAccount(id: ID!)': 'Account!',
  'Mutation.fundAccount(id: ID!)': 'Account!',
  'Mutation.createThread(title: String)': 'Thread!',
  'Mutation.renameThread(input: RenameThreadInput!)': 'Thread!',
  'Mutation.deleteThread(id: ID!)': 'Boolean!',
  'Mutation.sendMessage(input: SendMessageInput!)': 'AgentRun!',
  'Mutation.cancelRun(id: ID!)': 'AgentRun!',
  'Mutation.proposePayment(input: PaymentInput!)': 'Transaction!',
  'Mutation.proposeTrustline(input: TrustlineInput!)': 'Transaction!',
  'Mutation.proposeTransaction(input: RawTransactionInput!)': 'Transaction!',
  'Mutation.startApproval(id: ID!)': 'PasskeyChallenge!',
  'Mutation.approveTransaction(input: ApproveTransactionInput!)': 'Transaction!',
  'Mutation.rejectTransaction(input: RejectTransactionInput!)': 'Transaction!',
  'Mutation.rejectTransactions(input: RejectTransactionsInput!)': '[Rejection!]!',
  'Mutation.signTransaction(id: ID!)': 'Transaction!',
  'Mutation.updatePolicy(input: UpdatePolicyInput!)': 'Policy!',
  'Mutation.freeze(reason: String)': 'User!',
  'Mutation.unfreeze(input: ConsentInput!)': 'User!',
  'Mutation.createApiKey(input: CreateApiKeyInput!)': 'CreatedApiKey!',
  'Mutation.revokeApiKey(id: ID!)': 'ApiKey!',
  'Subscription.agentSteps(runId: ID!, after: Int)': 'AgentStep!',
  'Subscription.pendingApprovals(after: String)': 'ApprovalEvent!',
  'Subscription.transactionUpdates(id: ID)': 'Transaction!',
};

const STATES =
  'PROPOSED AWAITING_APPROVAL DENIED REJECTED EXPIRED SUPERSEDED APPROVED SIGNED SUBMITTED CONFIRMED FAILED UNKNOWN';
const VALUES: Record<string, string> = {
  ActorKind: 'PERSON API_KEY AGENT OPERATOR',
  Scope: 'READ CHAT PROPOSE APPROVE MANAGE OPERATE',
  OwnedKind: 'ACCOUNT THREAD RUN TRANSACTION APPROVAL API_KEY WEBHOOK CONTACT PASSKEY SESSION',
  RateLimitKey: 'USER IP',
  Network: 'LOCAL TESTNET MAINNET',
  TransactionStatus: STATES,
  ApprovalStatus: 'PENDING APPROVED REJECTED EXPIRED SUPERSEDED',
  Decision: 'ALLOW ASK REFUSE',
  RunStatus: 'QUEUED RUNNING WAITING_FOR_APPROVAL COMPLETED FAILED CANCELLED',
  StepKind: 'STARTED TEXT TOOL_CALL TOOL_RESULT WAITING_FOR_APPROVAL ANSWER ERROR ENDED',
};

let app: LiveApp;
let ada: Registered;
let schema: GraphQLSchema;
beforeAll(async () => {
  app = await createLiveApp();
  ada = await register(app.ask, 'Ada');
  ({ schema } = app);
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

describe('the schema', () => {
  it('on disk is the one that the code prints', async () => {
    expect(readFileSync(committed, 'utf8')).toBe(await printAppSchema(testConfig()));
  });

  it('has a guard on every root field but those for signing in and for asking which server this is', () => {
    expect(findUnguardedRootFields(schema)).toEqual([]);
    const names = rootTypes(schema).flatMap((type) =>
      Object.keys(type.getFields()).map((name) => `${type.name}.${name}`),
    );
    expect([...OPEN_FIELDS].filter((name) => !names.includes(name))).toEqual([]);
    expect([...OPEN_FIELDS].filter((name) => !/sign|registration|server|attestation/i.test(name))).toEqual([]);
  });

  it('asks for the owner of every id', () => {
    expect(findUnownedIdArguments(schema)).toEqual([]);
  });

  it('bounds how often each mutation can be called, and never one that stops something', () => {
    expect(findUnboundedMutations(schema)).toEqual([]);
    const mutations = schema.getMutationType()!.getFields();
    for (const name of STOPS)
      expect(
        mutations[name]?.astNode?.directives?.map((one) => one.name.value),
        name,
      ).toEqual(expect.not.arrayContaining(['rateLimit', 'consent']));
  });

  it.each(Object.entries(CONTRACT))('has %s: %s', (place, type) => {
    const [, parent = '', name = '', args = ''] = /^(\w+)\.(\w+)(?:\((.*)\))?$/.exec(place) ?? [];
    const field = rootTypes(schema)
      .find((root) => root.name === parent)
      ?.getFields()[name];
    expect(String(field?.type)).toBe(type);
    for (const [argument = '', wanted] of args
      .split(', ')
      .filter(Boolean)
      .map((text) => text.split(': ')))
      expect(String(field?.args.find((arg) => arg.name === argument)?.type), argument).toBe(wanted);
    const asked = args.split(', ').map((text) => text.split(':')[0]);
    const more = field?.args.filter((arg) => !asked.includes(arg.name) && String(arg.type).endsWith('!')) ?? [];
    expect(
      more.map((arg) => arg.name),
      'no further argument is required',
    ).toEqual([]);
  });

  it.each(Object.entries(VALUES))('has the values of %s', (name, values) => {
    const type = schema.getType(name);
    const there = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    expect(there).toEqual(expect.arrayContaining(values.split(' ')));
  });
});

describe('every directive is enforced', () => {
  const codeOf = async (token: string | null, query: string, variables = {}) =>
    (await app.post(token, query, variables)).body.errors?.[0]?.extensions.code;

  /** By directive: a call that it refuses. A new one fails until it stands here. */
  const PROOFS: Record<string, () => Promise<void>> = {
    auth: async () => {
      expect(await codeOf(null, '{ viewer { id } }')).toBe('UNAUTHENTICATED');
      expect(await codeOf(ada.token, '{ viewer { id } }')).toBeUndefined();
    },
    owner: async () => expect(await codeOf(ada.token, '{ thread(id: "thr_0") { id } }')).toBe('NOT_FOUND'),
    rateLimit: async () => {
      const many = Array.from({ length: 31 }, (_, index) => `v${index}: verifyAuditLog { valid }`).join(' ');
      expect(await codeOf(ada.token, `{ ${many} }`)).toBe('RATE_LIMITED');
    },
    network: async () => {
      const { actor } = await app.person('Cy');
      const ask = () => app.as(actor, '{ accounts { nodes { balances { asset } } } }').catch((error) => error);
      let answer = await ask();
      for (let n = 0; n < 550 && answer.code === undefined; n += 1) answer = await ask();
      expect(answer).toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('the network too often') });
    },
    consent: async () =>
      expect(await codeOf(ada.token, 'mutation { unfreeze(input: { challengeId: "chl_0" }) { id } }')).toBe(
        'CONSENT_REQUIRED',
      ),
    spendingCap: async () => {
      const field = schema.getMutationType()!.getFields().signTransaction!;
      expect(field.astNode?.directives?.map(({ name }) => name.value)).toContain('spendingCap');
      const { token } = (await app.ask(null, 'mutation { signInToLocalDemo(name: "Bo") { token } }')).signInToLocalDemo;
      const { createAccount } = await app.ask(token, 'mutation { createAccount(input: { name: "Main" }) { id } }');
      const propose = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
      const input = { accountId: createAccount.id, destination: 'Coffee Corner', amount: '150' };
      const { proposePayment } = await app.ask(token, propose, { input });
      expect(proposePayment.status).toBe('AWAITING_APPROVAL');
      const sign = 'mutation ($id: ID!) { signTransaction(id: $id) { id } }';
      expect([undefined, 'INTERNAL']).not.toContain(await codeOf(token, sign, { id: proposePayment.id }));
      const read = 'query ($id: ID!) { transaction(id: $id) { status hash } }';
      expect((await app.ask(token, read, { id: proposePayment.id })).transaction).toEqual({
        status: 'AWAITING_APPROVAL',
        hash: null,
      });
    },
    cost: async () => {
      const pages = 'accounts(first: 100) { nodes { activity(first: 100) { nodes { id counterparty { address } } } } }';
      expect(await codeOf(ada.token, `{ a: ${pages} b: ${pages} c: ${pages} }`)).toBe('BAD_USER_INPUT');
    },
  };

  it('and none is forgotten here', () => {
    const ours = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
    expect(ours.map(({ name }) => name).toSorted()).toEqual(Object.keys(PROOFS).toSorted());
  });

  it.each(Object.entries(PROOFS))('@%s', async (_name, proof) => proof());
});

describe('the schema is the manual', () => {
  type Described = { name: string; description?: string | null | undefined };
  const undescribed = (owner: string, parts: readonly Described[]): string[] =>
    parts.filter(({ description }) => !description?.trim()).map(({ name }) => `${owner}${name}`);

  it('that describes every type, field, argument and value', () => {
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
    );
    const inside = types.flatMap((type) => {
      if (isEnumType(type)) return undescribed(`${type.name}.`, type.getValues());
      if (isInputObjectType(type)) return undescribed(`${type.name}.`, Object.values(type.getFields()));
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      const fields = Object.values(type.getFields());
      const args = fields.flatMap((field) => undescribed(`${type.name}.${field.name}(`, field.args));
      return [...undescribed(`${type.name}.`, fields), ...args];
    });
    const directives = schema.getDirectives().flatMap(({ name, args }) => undescribed(`@${name}(`, args));
    expect([...undescribed('', types), ...inside, ...directives]).toEqual([]);
  });

  it('and no sentence for a usual name is without a place where it is read', () => {
    const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [],
    );
    const args = fields.flatMap((field) => ('args' in field ? field.args : []));
    const unread = (usual: Readonly<Record<string, string>>, read: readonly Described[]): string[] =>
      Object.entries(usual)
        .filter(([name, sentence]) => !read.some((one) => one.name === name && one.description === sentence))
        .map(([name]) => name);
    expect([...unread(USUAL_FIELDS, fields), ...unread(USUAL_ARGUMENTS, args)]).toEqual([]);
  });
});
