import type { GraphQLSchema } from 'graphql';
import { Account, Contact } from './accounts/account.entity.js';
import { AccountResolver } from './accounts/account.resolver.js';
import { ContactResolver } from './accounts/contact.resolver.js';
import { NetworkResolver } from './accounts/network.resolver.js';
import { ownsAccount, ownsContact } from './accounts/ownership.js';
import { findRunNode, ownsRun } from './agent/ownership.js';
import { RunResolver } from './agent/run.resolver.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeyResolver, UserApiKeysResolver } from './api-keys/api-key.resolver.js';
import { ownsApiKey } from './api-keys/api-keys.service.js';
import type {
  Foundations,
  makeAccounts,
  makeApiKeys,
  makeChat,
  makeMoney,
  makePolicyChanges,
  makeUsers,
} from './app-services.js';
import { Approval, ownsApproval } from './approvals/approval.entity.js';
import { ApprovalEventResolver, ApprovalResolver, TransactionApprovalResolver } from './approvals/approval.resolver.js';
import { ReceiptResolver } from './approvals/receipt.resolver.js';
import { ReceiptsService } from './approvals/receipts.service.js';
import { AttestationResolver } from './attestation/attestation.resolver.js';
import type { EvidenceService } from './attestation/evidence.service.js';
import { AuditRecord } from './audit/audit.entity.js';
import { AuditResolver } from './audit/audit.resolver.js';
import { AuditExport } from './audit/audit-export.js';
import { ChatResolver } from './chat/chat.resolver.js';
import {
  MessageFieldsResolver,
  RunThreadResolver,
  StepTransactionResolver,
  ThreadFieldsResolver,
} from './chat/chat-fields.resolver.js';
import { findMessageNode, findThreadNode, ownsThread } from './chat/ownership.js';
import { makeSchema } from './graphql/build-schema.js';
import { ActorKind, actorOf } from './graphql/context.js';
import type { Guards } from './graphql/guards.js';
import { type NodeFinder, NodeResolver } from './graphql/node.resolver.js';
import { RateLimits } from './graphql/rate-limit.js';
import { ServerInfoResolver } from './http/server-info.resolver.js';
import type { ServerInfo } from './http/server-info.types.js';
import { OperatorKeysResolver } from './key-rotation/operator-keys.resolver.js';
import { PolicyResolver, UserPolicyResolver } from './policy/policy.resolver.js';
import { PolicyChangeResolver } from './policy-changes/policy-change.resolver.js';
import { AccountValueResolver, BalanceValueResolver } from './prices/valuation.resolver.js';
import { Transaction } from './transactions/transaction.entity.js';
import { TransactionResolver } from './transactions/transaction.resolver.js';
import { ownsTransaction } from './transactions/transaction.service.js';
import { ownsPasskey, ownsSession } from './users/ownership.js';
import { PasskeyResolver } from './users/passkey.resolver.js';
import { UserRateLimitsResolver } from './users/rate-limits.resolver.js';
import { SecurityResolver } from './users/security.resolver.js';
import { SessionResolver } from './users/session.resolver.js';
import { DemoSignInResolver, SignInResolver } from './users/sign-in.resolver.js';
import { Passkey, Session, User } from './users/user.entity.js';
import { UserResolver } from './users/user.resolver.js';
import { UserDeletionResolver } from './users/user-deletion.resolver.js';

export type Parts = Foundations &
  ReturnType<typeof makeUsers> &
  ReturnType<typeof makeMoney> &
  ReturnType<typeof makePolicyChanges> &
  ReturnType<typeof makeApiKeys> &
  ReturnType<typeof makeAccounts> &
  ReturnType<typeof makeChat> & { serverInfo: ServerInfo; evidence: EvidenceService | null };

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
  new PolicyResolver(parts.policy, parts.spending),
  new UserPolicyResolver(parts.policy),
  new PolicyChangeResolver(parts.policyChanges, parts.policy),
  new UserRateLimitsResolver(rateLimits),
  new BalanceValueResolver(parts.prices),
  new AccountValueResolver(parts.prices, parts.ledger),
  new TransactionResolver(parts.transactions, parts.signer),
  new ApprovalResolver(parts.approvals, parts.renewal, parts.passkeys),
  new TransactionApprovalResolver(),
  new ApprovalEventResolver(),
  new ReceiptResolver(new ReceiptsService(parts.em, parts.vault)),
  new OperatorKeysResolver(parts.operatorKeys),
  new AuditResolver(parts.audit, new AuditExport(parts.em, parts.checkpoints, parts.vault), parts.vault),
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
