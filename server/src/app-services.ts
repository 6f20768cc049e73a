import type { EntityManager } from '@mikro-orm/core';
import type { Logger } from 'pino';
import { Account } from './accounts/account.entity.js';
import { AccountService } from './accounts/account.service.js';
import { accountKeys } from './accounts/account-keys.js';
import { AddressBook } from './accounts/address-book.js';
import { ContactService } from './accounts/contact.service.js';
import { type FeeLimit, LedgerViewService } from './accounts/ledger-view.service.js';
import { DEFAULT_BOUNDS } from './agent/model-turn.js';
import { RunJournal } from './agent/run-journal.js';
import { RunLoop } from './agent/run-loop.js';
import { RunsService } from './agent/runs.service.js';
import { ToolCatalogue } from './agent/tool-catalogue.js';
import { ToolRunner } from './agent/tool-runner.js';
import type { CreateApiKeyInput } from './api-keys/api-key.inputs.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { KeyEndings } from './api-keys/key-endings.js';
import { ApiKeyLimits } from './api-keys/key-limits.js';
import { ApprovalDeskService } from './approvals/approval-desk.service.js';
import { ApprovalsService } from './approvals/approvals.service.js';
import { RenewalService } from './approvals/renewal.service.js';
import { SupersedingService } from './approvals/superseding.service.js';
import { unfinishedBusiness, unfinishedOf } from './approvals/unfinished-business.js';
import { AuditLog } from './audit/audit-log.js';
import { Checkpoints } from './audit/checkpoints.js';
import { storeAnswer } from './chat/history.js';
import { MessagesService } from './chat/messages.service.js';
import { ThreadsService } from './chat/threads.service.js';
import type { Config, Secrets } from './config.js';
import { DomainError, ErrorCode, notFound } from './errors.js';
import { Events } from './events/events.service.js';
import { WakeUps } from './events/wake-ups.js';
import type { GraphQLDoor } from './graphql/pipeline.js';
import { Rehearsals } from './graphql/rehearsals.js';
import { followKeyring } from './key-rotation/following-vault.js';
import { KeyRotation } from './key-rotation/key-rotation.service.js';
import { assertStillOpens } from './key-rotation/keyring.store.js';
import { OperatorKeys } from './key-rotation/operator-keys.service.js';
import type { ModelGateway } from './openai/model-gateway.js';
import { OfflinePlanner } from './openai/offline-planner.js';
import { OpenAiGateway } from './openai/openai-gateway.js';
import { AgentBrake } from './policy/agent-brake.js';
import { PolicyService } from './policy/policy.service.js';
import { Reservations } from './policy/reservations.js';
import { SpendingService } from './policy/spending.service.js';
import { SpendingCapGuard } from './policy/spending-cap.guard.js';
import { PolicyPlanner } from './policy-changes/policy-change.plan.js';
import { PolicyChangeService } from './policy-changes/policy-change.service.js';
import { PolicyConfirmation } from './policy-changes/policy-confirmation.js';
import { Holdings } from './prices/holdings.js';
import { PriceService, type WithinShare } from './prices/price.service.js';
import type { StellarGateway } from './stellar/gateway.js';
import { HorizonGateway } from './stellar/horizon-gateway.js';
import { networkDefinition } from './stellar/networks.js';
import { StellarNetworks } from './stellar/stellar-networks.js';
import type { Telemetry } from './telemetry/telemetry.js';
import { CardService } from './transactions/card.service.js';
import { DraftService } from './transactions/draft.service.js';
import { FactsService } from './transactions/facts.service.js';
import { SigningEvidenceService } from './transactions/judgement/signing-evidence.service.js';
import { LocalSetup } from './transactions/local-setup.js';
import { OutcomeService } from './transactions/outcome.service.js';
import { PastDecisions } from './transactions/past-decisions.js';
import { ProposeService } from './transactions/propose.service.js';
import { SignService } from './transactions/sign.service.js';
import { TransactionSigningSource } from './transactions/signing.source.js';
import { TIMING, type Timing } from './transactions/timing.js';
import { TransactionService } from './transactions/transaction.service.js';
import type { ActionTellers } from './users/action-facts.js';
import { Challenges } from './users/challenges.service.js';
import { ConsentGuard } from './users/consent.guard.js';
import { ConsentService } from './users/consent.service.js';
import { PasskeyCeremony, relyingPartyOf } from './users/passkey-ceremony.js';
import { PasskeyExemptions } from './users/passkey-exemptions.js';
import { PasskeyService } from './users/passkeys.service.js';
import { RecoveryCodes } from './users/recovery-codes.service.js';
import { SessionService } from './users/sessions.service.js';
import { SignInService } from './users/sign-in.service.js';
import { UserDeletion } from './users/user-deletion.service.js';
import { UserService } from './users/users.service.js';
import type { Room } from './vault/channel/remote-vault.js';
import { rememberSeals } from './vault/remembered-seals.js';
import type { Vault } from './vault/vault.js';
import { freezeInVault } from './vault/vault-freezes.js';

/** What the composition gets from outside; tests hand in fakes where the real thing is a door to the outside world. */
export type Surroundings = {
  em: EntityManager;
  config: Config;
  /** The vault in this process, or the way to that in another. */
  makeRoom: (networks: StellarNetworks) => Room;
  log: Logger;
  localHorizonUrl: string;
  demoContacts: { name: string; address: string }[];
  gateways?: StellarGateway[];
  timing?: Timing;
  telemetry: Telemetry;
  /** Told of each call of a network by the field that makes it. */
  onNetworkCall?: (field: string | null) => void;
};

/** It is counted all the same; its line in the schema lacks the bounds that go with it. */
const warnOfUnmarked = (log: Logger) => (field: string | null) => {
  if (field === null) log.error('a field that asks a network carries no @network');
};

export const makeFoundations = ({
  em,
  config,
  makeRoom,
  localHorizonUrl,
  telemetry,
  log,
  ...outside
}: Surroundings) => {
  const { gateways } = outside;
  const wakeUps = new WakeUps();
  const events = telemetry.events(new Events(em, wakeUps));
  const definitions = config.networks.map((network) => networkDefinition(network, localHorizonUrl));
  const spoken = gateways ?? definitions.map((definition) => new HorizonGateway(definition));
  const watched = spoken.map((gateway) => telemetry.gateway(gateway));
  const networks = StellarNetworks.shared(watched, { onCall: outside.onNetworkCall ?? warnOfUnmarked(log) });
  // A vault in this process asks as one in another does: over a way of its own, which whoever has it ask pays for.
  const room = makeRoom(new StellarNetworks(watched));
  const vault: Vault = telemetry.vault(rememberSeals(followKeyring(room, () => rotation.catchUp())));
  const checkpoints = new Checkpoints(em, vault, (error) => log.error({ error }, 'a checkpoint could not be signed'));
  const audit = telemetry.audit(new AuditLog(em, (userId) => checkpoints.wake(userId)));
  const days = config.keys ?? { maxAgeDays: 0, backupRetentionDays: 35 };
  const rotation = new KeyRotation({ em, database: config.database, vault: room, keys: accountKeys, audit, days });
  const operatorKeys = new OperatorKeys({ em, rotation, audit, log });
  const keys = { rotation, operatorKeys };
  return { em, config, wakeUps, events, audit, checkpoints, vault, room, ...keys, networks, telemetry };
};
export type Foundations = ReturnType<typeof makeFoundations>;

/** What accounts hold has to be seen before they are put away, and before their person leaves for good. */
const makeTellers = ({ em, networks, vault }: Foundations): ActionTellers => {
  const holdings = new Holdings(networks, new PriceService(vault));
  return {
    archiveAccount: async (userId, { id }) => {
      const account = await em.fork().findOne(Account, { id: String(id), userId });
      if (!account) throw notFound('account');
      const hindrance = await unfinishedOf(em.fork(), account);
      if (hindrance) throw new DomainError(ErrorCode.CONFLICT, hindrance);
      return holdings.facts('Archive account', [account]);
    },
    deleteUser: async (userId) => {
      const accounts = await em.fork().find(Account, { userId }, { orderBy: { id: 'asc' } });
      return holdings.facts(accounts.length > 0 ? 'Leave for ever' : 'No account is left', accounts);
    },
  };
};

export const makeUsers = (foundations: Foundations) => {
  const { em, config, events, audit, vault } = foundations;
  const tellers = makeTellers(foundations);
  const challenges = new Challenges(em, vault);
  const ceremony = new PasskeyCeremony(relyingPartyOf(config.publicUrl));
  const exemptions = new PasskeyExemptions(em, vault);
  const sessions = new SessionService(em, audit, events, vault);
  const passkeys = new PasskeyService(em, { challenges, ceremony, vault, audit, events, exemptions, sessions });
  const recoveryCodes = new RecoveryCodes(em, { audit, events, vault });
  const signIn = new SignInService(em, { challenges, ceremony, passkeys, recoveryCodes, sessions, vault, audit });
  const rehearsals = new Rehearsals();
  const consents = new ConsentService(challenges, passkeys, exemptions, rehearsals, tellers);
  consents.checkFirst('addPasskey', (userId, { name }) => passkeys.assertRoomFor(userId, String(name)));
  consents.checkFirst('removePasskey', (userId) => passkeys.assertMayRemove(userId));
  const consentGuard = new ConsentGuard(em, challenges, passkeys, vault, exemptions, tellers);
  const users = new UserService(em, vault, audit, events);
  return { challenges, passkeys, recoveryCodes, sessions, signIn, consents, rehearsals, consentGuard, users };
};

export const makeMoney = (
  { em, config, events, audit, vault, networks, telemetry }: Foundations,
  timing: Timing = TIMING,
) => {
  const withinShare: WithinShare = (network, work) => networks.withinShare(network, work);
  const prices = new PriceService(vault, undefined, withinShare);
  const reservations = new Reservations();
  const decisions = new PastDecisions();
  const keys = new ApiKeyLimits(vault);
  const policy = telemetry.policy(new PolicyService(config, prices, reservations, decisions, vault, keys));
  const book = new AddressBook(vault);
  // Under a policy that somebody has changed nothing is signed; what the account holds is shown all the same.
  const feeLimit: FeeLimit = ({ userId, id }) =>
    policy.current(em.fork(), userId, id).then(
      ({ feeMax }) => feeMax,
      () => policy.defaults.feeMax,
    );
  const facts = new FactsService(book, vault, reservations);
  const evidence = new SigningEvidenceService(policy, vault);
  const cards = new CardService(networks, book, vault);
  const desk = new ApprovalDeskService(audit, events);
  const pending = new SupersedingService(policy, facts, desk, events);
  const keyEndings = new KeyEndings({ seals: vault, pending, audit, events });
  const brake = new AgentBrake(em, decisions, audit, events, vault, keyEndings);
  const proposals = new ProposeService({
    ...{ em, networks, policy, facts, cards, desk, brake, audit, events },
    seals: vault,
  });
  const transactions = new TransactionService(em, new DraftService(networks, book, policy), proposals, events);
  const signing = new TransactionSigningSource(
    { em, networks, facts, cards, desk, evidence, audit, events, seals: vault, brake },
    timing,
  );
  const planner = new PolicyPlanner(policy, decisions);
  return {
    prices,
    policy,
    planner,
    pending,
    keyEndings,
    book,
    transactions,
    spending: new SpendingService(policy),
    spendingCap: new SpendingCapGuard(em, policy, signing, brake),
    signer: new SignService(vault, desk, evidence, audit, events),
    outcomes: new OutcomeService(em, reservations, audit, events, vault),
    approvals: new ApprovalsService(em, vault, desk, events, policy, brake),
    renewal: new RenewalService({ em, policy, facts, cards, desk }),
    ledger: new LedgerViewService(networks, book, feeLimit),
    setup: new LocalSetup(networks, transactions),
  };
};
export type Money = ReturnType<typeof makeMoney>;

export const makePolicyChanges = (
  { em, vault, audit, events }: Foundations,
  { challenges, passkeys }: ReturnType<typeof makeUsers>,
  { planner, pending }: Money,
) => {
  const confirmation = new PolicyConfirmation(challenges, passkeys, vault);
  const policyChanges = new PolicyChangeService({ em, planner, confirmation, pending, vault, audit, events });
  return { policyChanges };
};

/** The ways in of programs, and the way out, which ends them with all others. */
export const makeApiKeys = (
  { em, vault, audit, events }: Foundations,
  { sessions, recoveryCodes, consents }: ReturnType<typeof makeUsers>,
  { keyEndings }: Money,
) => {
  const apiKeys = new ApiKeys({ em, seals: vault, endings: keyEndings, audit, events });
  const signing = {
    dropAll: (tx: EntityManager, userId: string) => freezeInVault(vault, tx, { userId, scope: 'user' }),
  };
  const waysIn = [sessions, recoveryCodes, apiKeys, signing];
  const userDeletion = new UserDeletion({ em, seals: vault, audit, unfinished: unfinishedBusiness, waysIn });
  consents.checkFirst('createApiKey', (userId, input) =>
    apiKeys.assertMayCreate(userId, input as unknown as CreateApiKeyInput),
  );
  consents.checkFirst('deleteUser', (userId) => userDeletion.assertMayLeave(userId));
  return { apiKeys, userDeletion };
};

export const makeAccounts = (
  { em, vault, networks, audit, events }: Foundations,
  { setup }: Money,
  { log, demoContacts }: Surroundings,
) => {
  const contacts = new ContactService(em, networks, audit, vault);
  const prepareAccount = setup.prepare.bind(setup);
  return {
    contacts,
    accounts: new AccountService({
      em,
      vault,
      networks,
      audit,
      events,
      contacts,
      log,
      demoContacts,
      prepareAccount,
      keyStillOpens: assertStillOpens,
      unfinished: unfinishedOf,
    }),
  };
};

export const makeModel = ({ model }: Config, { openaiApiKey }: Secrets): ModelGateway => {
  if (model.kind === 'offline' || !openaiApiKey) return new OfflinePlanner();
  return new OpenAiGateway({
    apiKey: openaiApiKey,
    model: model.model,
    ...(model.baseUrl && { baseUrl: model.baseUrl }),
  });
};

/** The door is built from a schema that names the runs, and the runs go through the door: so they get it last. */
export type LateDoor = { door?: GraphQLDoor; tools?: ToolCatalogue };

const ready = <T>(part: T | undefined): T => {
  if (part === undefined) throw new Error('The door is not open yet.');
  return part;
};

export const makeChat = (
  { em, vault, audit, events, telemetry }: Foundations,
  model: ModelGateway,
  late: LateDoor,
  log: Logger,
) => {
  const keys = new ApiKeyLimits(vault);
  const journal = new RunJournal(em, events, storeAnswer);
  const plainLoop = new RunLoop({
    journal,
    model,
    bounds: DEFAULT_BOUNDS,
    isKeyOver: ({ userId, apiKeyId }) => keys.isOver(em.fork(), userId, apiKeyId),
    get tools() {
      return ready(late.tools);
    },
    get runner() {
      const tools = ready(late.tools);
      return telemetry.toolRunner(
        new ToolRunner(tools, ready(late.door), vault),
        (name) => tools.find(name) !== undefined,
      );
    },
  });
  const loop = telemetry.runLoop(plainLoop);
  const onError = (error: unknown): void => log.error({ error }, 'a run failed');
  const runs = new RunsService({ em, events, journal, loop, onError });
  return { runs, threads: new ThreadsService(em, audit, runs), messages: new MessagesService(em, audit, runs, vault) };
};
