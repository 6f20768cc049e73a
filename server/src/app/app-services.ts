import type { EntityManager } from '@mikro-orm/core';
import type { Logger } from 'pino';
import { storeAnswer } from '../agent/chat/history.js';
import { MessagesService } from '../agent/chat/messages.service.js';
import { ThreadsService } from '../agent/chat/threads.service.js';
import type { ModelGateway } from '../agent/model/model-gateway.js';
import { OpenAiGateway } from '../agent/model/openai-gateway.js';
import { OfflinePlanner } from '../agent/model/planner/offline-planner.js';
import { DEFAULT_BOUNDS } from '../agent/runs/model-turn.js';
import { RunJournal } from '../agent/runs/run-journal.js';
import { RunLoop } from '../agent/runs/run-loop.js';
import { RunsService } from '../agent/runs/runs.service.js';
import { ToolCatalogue } from '../agent/runs/tool-catalogue.js';
import { ToolRunner } from '../agent/runs/tool-runner.js';
import type { ActionTellers } from '../identity/consent/action-facts.js';
import { ConsentGuard } from '../identity/consent/consent.guard.js';
import { ConsentService } from '../identity/consent/consent.service.js';
import { Challenges } from '../identity/passkeys/challenges.service.js';
import { PasskeyCeremony } from '../identity/passkeys/passkey-ceremony.js';
import { PasskeyService } from '../identity/passkeys/passkeys.service.js';
import { SignInService } from '../identity/passkeys/sign-in.service.js';
import { RecoveryCodes } from '../identity/recovery/recovery-codes.service.js';
import { PasskeyExemptions } from '../identity/sessions/passkey-exemptions.js';
import { SessionService } from '../identity/sessions/sessions.service.js';
import { UserDeletion } from '../identity/users/user-deletion.service.js';
import { UserService } from '../identity/users/users.service.js';
import type { Config, Secrets } from '../kernel/config.js';
import { DomainError, ErrorCode, notFound } from '../kernel/errors.js';
import { networkDefinition } from '../kernel/networks.js';
import { followKeyring } from '../keyring/following-vault.js';
import { KeyRotation } from '../keyring/key-rotation.service.js';
import { assertStillOpens } from '../keyring/keyring.store.js';
import { OperatorKeys } from '../keyring/operator-keys.service.js';
import { freezeInVault } from '../keyring/vault-freezes.js';
import { AccountService } from '../money/accounts/account.service.js';
import { accountKeys } from '../money/accounts/account-keys.js';
import { type FeeLimit, LedgerViewService } from '../money/accounts/ledger-view.service.js';
import { Account } from '../money/accounts/records/account.entity.js';
import type { CreateApiKeyInput } from '../money/api-keys/api-key.inputs.js';
import { ApiKeys } from '../money/api-keys/api-keys.service.js';
import { KeyEndings } from '../money/api-keys/key-endings.js';
import { ApiKeyLimits } from '../money/api-keys/key-limits.js';
import { ApprovalDeskService } from '../money/approvals/approval-desk.service.js';
import { ApprovalsService } from '../money/approvals/approvals.service.js';
import { RenewalService } from '../money/approvals/renewal.service.js';
import { SupersedingService } from '../money/approvals/superseding.service.js';
import { unfinishedBusiness, unfinishedOf } from '../money/approvals/unfinished-business.js';
import { AddressBook } from '../money/contacts/address-book.js';
import { ContactService } from '../money/contacts/contact.service.js';
import { DraftService } from '../money/drafts/draft.service.js';
import { IntentReadings } from '../money/drafts/intent-readings.js';
import { AgentBrake } from '../money/policy/agent-brake.js';
import { PolicyService } from '../money/policy/policy.service.js';
import { Reservations } from '../money/policy/reservations.js';
import { SpendingService } from '../money/policy/spending.service.js';
import { PolicyPlanner } from '../money/policy-changes/policy-change.plan.js';
import { PolicyChangeService } from '../money/policy-changes/policy-change.service.js';
import { PolicyConfirmation } from '../money/policy-changes/policy-confirmation.js';
import { Holdings } from '../money/prices/holdings.js';
import { PriceService, type WithinShare } from '../money/prices/price.service.js';
import { CardService } from '../money/proposals/card.service.js';
import { FactsService } from '../money/proposals/facts.service.js';
import { LocalSetup } from '../money/proposals/local-setup.js';
import { PastDecisions } from '../money/proposals/past-decisions.js';
import { PaymentSealsService } from '../money/proposals/payment-seals.service.js';
import { ProposeService } from '../money/proposals/propose.service.js';
import { TIMING, type Timing } from '../money/proposals/timing.js';
import { TransactionService } from '../money/proposals/transaction.service.js';
import { RefusalService } from '../money/signing/refusal.service.js';
import { SignService } from '../money/signing/sign.service.js';
import { SignableService } from '../money/signing/signable.service.js';
import { SigningEvidenceService } from '../money/signing/signing-evidence.service.js';
import { SpendingCapGuard } from '../money/signing/spending-cap.guard.js';
import { OutcomeService } from '../money/submission/outcome.service.js';
import type { Telemetry } from '../operator/telemetry/telemetry.js';
import { AuditLog } from '../platform/audit/audit-log.js';
import { Checkpoints } from '../platform/audit/checkpoints.js';
import { Events } from '../platform/events/events.service.js';
import { WakeUps } from '../platform/events/wake-ups.js';
import type { GraphQLDoor } from '../platform/graphql/pipeline.js';
import { Rehearsals } from '../platform/graphql/rehearsals.js';
import type { StellarGateway } from '../stellar/gateway.js';
import { HorizonGateway } from '../stellar/horizon/horizon-gateway.js';
import { StellarNetworks } from '../stellar/networks/stellar-networks.js';
import { rememberSeals } from '../vault/channel/remembered-seals.js';
import { relyingPartyOf } from '../vault/contract/relying-party.js';
import type { Room } from '../vault/contract/room.js';
import type { Vault } from '../vault/contract/vault.js';

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

export const makeUsers = (foundations: Foundations, recoveryCost?: number) => {
  const { em, config, events, audit, vault } = foundations;
  const tellers = makeTellers(foundations);
  const challenges = new Challenges(em, vault);
  const ceremony = new PasskeyCeremony(relyingPartyOf(config.publicUrl));
  const exemptions = new PasskeyExemptions(em, vault);
  const sessions = new SessionService(em, { audit, events, vault });
  const passkeys = new PasskeyService(em, { challenges, ceremony, vault, audit, events, exemptions, sessions });
  const recoveryCodes = new RecoveryCodes(em, { audit, events, vault }, undefined, recoveryCost);
  const signIn = new SignInService(em, { challenges, ceremony, passkeys, recoveryCodes, sessions, vault, audit });
  const rehearsals = new Rehearsals();
  const consents = new ConsentService({ challenges, passkeys, exemptions, rehearsals, tellers });
  consents.checkFirst('addPasskey', (userId, { name }) => passkeys.assertRoomFor(userId, String(name)));
  consents.checkFirst('removePasskey', (userId) => passkeys.assertMayRemove(userId));
  const consentGuard = new ConsentGuard(em, { challenges, passkeys, vault, exemptions, tellers });
  const users = new UserService(em, { vault, audit, events });
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
  const policy = telemetry.policy(new PolicyService(config, { prices, reservations, decisions, seals: vault, keys }));
  const book = new AddressBook(vault);
  // Under a policy that somebody has changed nothing is signed; what the account holds is shown all the same.
  const feeLimit: FeeLimit = ({ userId, id }) =>
    policy.current(em.fork(), userId, id).then(
      ({ feeMax }) => feeMax,
      () => policy.defaults.feeMax,
    );
  const readings = new IntentReadings();
  const facts = new FactsService(book, vault, reservations, readings);
  const paymentSeals = new PaymentSealsService(vault, policy);
  const evidence = new SigningEvidenceService(policy, vault);
  const cards = new CardService(networks, book, vault, readings);
  const desk = new ApprovalDeskService(audit, events);
  const pending = new SupersedingService(policy, facts, desk, events);
  const keyEndings = new KeyEndings({ seals: vault, pending, audit, events });
  const brake = new AgentBrake({ em, decisions, audit, events, vault, keys: keyEndings });
  const proposals = new ProposeService({
    ...{ em, networks, policy, facts, cards, desk, brake, audit, events },
    ...{ seals: vault, paymentSeals },
  });
  const drafts = new DraftService(networks, book, policy, readings);
  const transactions = new TransactionService(em, drafts, proposals, events);
  const signable = new SignableService(
    { em, networks, facts, cards, evidence, seals: vault, paymentSeals, readings },
    timing,
  );
  const refusals = new RefusalService({ policy, cards, desk, brake, audit, events });
  const planner = new PolicyPlanner(policy, decisions);
  return {
    prices,
    policy,
    planner,
    pending,
    keyEndings,
    book,
    readings,
    transactions,
    spending: new SpendingService(policy),
    spendingCap: new SpendingCapGuard({ em, policy, signable, refusals, brake }),
    signer: new SignService({ vault, desk, evidence, audit, events }),
    outcomes: new OutcomeService({ em, reservations, audit, events, vault, readings }),
    approvals: new ApprovalsService({ em, vault, desk, events, policy, brake }),
    renewal: new RenewalService({ em, policy, facts, cards, desk, paymentSeals }),
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
