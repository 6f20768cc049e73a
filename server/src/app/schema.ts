import type { GraphQLSchema } from 'graphql';
import { ChatResolver } from '../agent/chat/chat.resolver.js';
import {
  MessageFieldsResolver,
  RunThreadResolver,
  StepTransactionResolver,
  ThreadFieldsResolver,
} from '../agent/chat/chat-fields.resolver.js';
import { findMessageNode, findThreadNode, ownsThread } from '../agent/chat/ownership.js';
import { findRunNode, ownsRun } from '../agent/runs/ownership.js';
import { RunResolver } from '../agent/runs/run.resolver.js';
import { ownsPasskey, ownsSession } from '../identity/records/ownership.js';
import { Passkey, Session, User } from '../identity/records/user.entity.js';
import { PasskeyResolver } from '../identity/users/passkey.resolver.js';
import { UserRateLimitsResolver } from '../identity/users/rate-limits.resolver.js';
import { SecurityResolver } from '../identity/users/security.resolver.js';
import { SessionResolver } from '../identity/users/session.resolver.js';
import { DemoSignInResolver, SignInResolver } from '../identity/users/sign-in.resolver.js';
import { UserResolver } from '../identity/users/user.resolver.js';
import { UserDeletionResolver } from '../identity/users/user-deletion.resolver.js';
import { ActorKind } from '../kernel/actor.js';
import { OperatorKeysResolver } from '../keyring/operator-keys.resolver.js';
import { AccountResolver } from '../money/accounts/account.resolver.js';
import { NetworkResolver } from '../money/accounts/network.resolver.js';
import { ownsAccount, ownsContact } from '../money/accounts/ownership.js';
import { Account, Contact } from '../money/accounts/records/account.entity.js';
import { ApiKey } from '../money/api-keys/api-key.entity.js';
import { ApiKeyResolver, UserApiKeysResolver } from '../money/api-keys/api-key.resolver.js';
import { ownsApiKey } from '../money/api-keys/api-keys.service.js';
import { Approval, ownsApproval } from '../money/approvals/approval.entity.js';
import {
  ApprovalEventResolver,
  ApprovalResolver,
  TransactionApprovalResolver,
} from '../money/approvals/approval.resolver.js';
import { ReceiptResolver } from '../money/approvals/receipt.resolver.js';
import { ReceiptsService } from '../money/approvals/receipts.service.js';
import { ContactResolver } from '../money/contacts/contact.resolver.js';
import { PolicyResolver, UserPolicyResolver } from '../money/policy/policy.resolver.js';
import { PolicyChangeResolver } from '../money/policy-changes/policy-change.resolver.js';
import { AccountValueResolver, BalanceValueResolver } from '../money/prices/valuation.resolver.js';
import { Transaction } from '../money/proposals/transaction.entity.js';
import { ownsTransaction } from '../money/proposals/transaction.service.js';
import { TransactionResolver } from '../money/submission/transaction.resolver.js';
import { AuditRecord } from '../platform/audit/audit.entity.js';
import { AuditResolver } from '../platform/audit/audit.resolver.js';
import { AuditExportService } from '../platform/audit/audit-export.service.js';
import { actorOf } from '../platform/graphql/context.js';
import type { Guards } from '../platform/graphql/guards.js';
import { makeSchema } from '../platform/graphql/make-schema.js';
import { type NodeFinder, NodeResolver } from '../platform/graphql/node.resolver.js';
import { RateLimits } from '../platform/graphql/rate-limit.js';
import { AttestationResolver } from '../tee/attestation/attestation.resolver.js';
import type { EvidenceService } from '../tee/attestation/evidence.service.js';
import { ServerInfoResolver } from '../transports/http/server-info.resolver.js';
import type { ServerInfo } from '../transports/http/server-info.types.js';
import type { Services } from './services.js';

export type Parts = Services & { serverInfo: ServerInfo; evidence: EvidenceService | null };

type Owned = { id: string; userId: string };
type Resolvers = Parameters<typeof makeSchema>[0]['resolvers'];

const own =
  (entity: abstract new (...args: never[]) => Owned): NodeFinder =>
  async ({ em, actor }, id) =>
    actor && ((await em.findOne(entity as never, { id, userId: actor.userId } as never)) as object | null);

const finders = new Map<string, NodeFinder>([
  ['usr', async (context, id) => (id === actorOf(context).userId ? context.em.findOne(User, { id }) : null)],
  ['key', own(Passkey)],
  ['ses', own(Session)],
  ['api', async (context, id) => (actorOf(context).kind === ActorKind.PERSON ? own(ApiKey)(context, id) : null)],
  ['acc', own(Account)],
  ['con', own(Contact)],
  ['txn', own(Transaction)],
  ['apr', own(Approval)],
  ['aud', own(AuditRecord)],
  ['run', findRunNode],
  ['thr', findThreadNode],
  ['msg', findMessageNode],
]);

const instances = (parts: Parts, rateLimits: RateLimits): object[] => [
  new NodeResolver(finders),
  new ServerInfoResolver(parts.serverInfo),
  new AttestationResolver(parts.evidence),
  new SignInResolver(parts.signIn),
  ...(parts.config.networks.includes('LOCAL') ? [new DemoSignInResolver(parts.signIn)] : []),
  new SessionResolver(parts.sessions),
  new UserResolver(parts.users, parts.passkeys, parts.recoveryCodes, parts.sessions),
  new PasskeyResolver(parts.passkeys),
  new SecurityResolver(parts.users, parts.passkeys, parts.recoveryCodes, parts.consents),
  new UserDeletionResolver(parts.userDeletion),
  new ApiKeyResolver(parts.apiKeys),
  new UserApiKeysResolver(parts.apiKeys),
  new AccountResolver(parts.accounts, parts.ledger),
  new ContactResolver(parts.contacts),
  new NetworkResolver(parts.ledger),
  new PolicyResolver(parts.policy, parts.spending, parts.prices),
  new UserPolicyResolver(parts.policy),
  new PolicyChangeResolver(parts.policyChanges, parts.policy),
  new UserRateLimitsResolver(rateLimits),
  new BalanceValueResolver(parts.prices),
  new AccountValueResolver(parts.prices, parts.ledger),
  new TransactionResolver(parts.transactions, parts.signer, parts.readings),
  new ApprovalResolver(parts.approvals, parts.renewal, parts.passkeys, parts.readings),
  new TransactionApprovalResolver(),
  new ApprovalEventResolver(),
  new ReceiptResolver(new ReceiptsService(parts.em, parts.vault)),
  new OperatorKeysResolver(parts.operatorKeys),
  new AuditResolver(parts.audit, new AuditExportService(parts.em, parts.checkpoints, parts.vault), parts.vault),
  new RunResolver(parts.runs),
  new ChatResolver(parts.threads, parts.messages),
  new ThreadFieldsResolver(),
  new MessageFieldsResolver(),
  new RunThreadResolver(),
  new StepTransactionResolver(),
];

const guardsOf = ({ consentGuard, spendingCap, rehearsals }: Parts, rateLimits: RateLimits): Guards => ({
  owners: {
    ACCOUNT: ownsAccount,
    CONTACT: ownsContact,
    TRANSACTION: ownsTransaction,
    APPROVAL: ownsApproval,
    PASSKEY: ownsPasskey,
    SESSION: ownsSession,
    API_KEY: ownsApiKey,
    THREAD: ownsThread,
    RUN: ownsRun,
  },
  consent: consentGuard.assert.bind(consentGuard),
  spendingCap: spendingCap.run.bind(spendingCap),
  rateLimits,
  rehearsals,
});

/** Every resolver, every guard, one schema. */
export const makeAppSchema = (parts: Parts): GraphQLSchema => {
  const rateLimits = new RateLimits({ 'Mutation.sendMessage': parts.config.chatRateLimit });
  const made = new Map(instances(parts, rateLimits).map((instance) => [instance.constructor, instance]));
  return makeSchema({
    resolvers: [...made.keys()] as unknown as Resolvers,
    container: { get: (type) => made.get(type) },
    guards: guardsOf(parts, rateLimits),
  });
};
