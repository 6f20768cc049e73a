/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What happened to the account. */
export type ActivityKind =
  /** The account came to be, with its first XLM. */
  | 'CREATED'
  /** Something else, such as an offer. */
  | 'OTHER'
  /** Money came in. */
  | 'RECEIVED'
  /** Money went out. */
  | 'SENT'
  /** It can hold one more asset. */
  | 'TRUST_ADDED'
  /** It no longer holds an asset. */
  | 'TRUST_REMOVED';

/** Where an approval stands. All but PENDING are final, except that a consent may be SUPERSEDED until it is signed. */
export type ApprovalStatus =
  /** The person said yes. */
  | 'APPROVED'
  /** Nobody decided in time. */
  | 'EXPIRED'
  /** It waits for the person. */
  | 'PENDING'
  /** The person said no. */
  | 'REJECTED'
  /** A newer question took its place. */
  | 'SUPERSEDED';

/** What a rule says. Of all rules the strictest wins: REFUSE over ASK over ALLOW. */
export type Decision =
  /** It is signed without asking. */
  | 'ALLOW'
  /** A person is asked first. */
  | 'ASK'
  /** It is not signed. */
  | 'REFUSE';

/** Every refusal the API can give; `errors[].extensions` carries it as `code`, with a stable number as `errorCode`. */
export type ErrorCode =
  /** The account is not on the ledger, or not there at all. */
  | 'ACCOUNT_NOT_FOUND'
  /** Somebody decided this before, or its time is over. */
  | 'ALREADY_DECIDED'
  /** Something in the request is wrong; the message says what. */
  | 'BAD_USER_INPUT'
  /** It does not fit what is there now. Read it again, then try again. */
  | 'CONFLICT'
  /** The confirmation is not for exactly this. */
  | 'CONSENT_MISMATCH'
  /** A passkey must confirm this. */
  | 'CONSENT_REQUIRED'
  /** All signatures are stopped. */
  | 'FROZEN'
  /** There is not enough to spend. */
  | 'INSUFFICIENT_BALANCE'
  /** A fault of the server; the message holds a request id for its operator. */
  | 'INTERNAL'
  /** The recipient takes no payment without a memo. */
  | 'MEMO_REQUIRED'
  /** The language model did not answer. */
  | 'MODEL_UNAVAILABLE'
  /** The Stellar network did not answer. */
  | 'NETWORK_ERROR'
  /** It is not there, or not yours. */
  | 'NOT_FOUND'
  /** An account cannot hold this asset yet. */
  | 'NO_TRUSTLINE'
  /** It was sent, and nobody knows yet whether it applied. */
  | 'OUTCOME_UNKNOWN'
  /** The caller may not do this. */
  | 'PERMISSION_DENIED'
  /** There is no price for this asset. */
  | 'PRICE_UNAVAILABLE'
  /** Too many calls; `retryAfterSeconds` says when to try again. */
  | 'RATE_LIMITED'
  /** A limit of the policy is used up. */
  | 'SPENDING_LIMIT_EXCEEDED'
  /** The network did not carry it out. */
  | 'TRANSACTION_FAILED'
  /** Sign in first. */
  | 'UNAUTHENTICATED'
  /** Nobody can say how much could leave, so it is not signed. */
  | 'UNSIZED_TRANSACTION';

/** Exactly one of the fields. */
export type EvaluatePolicyInput = {
  /** A payment, as proposePayment takes it. */
  payment?: PaymentInput | null | undefined;
  /** A trust line, as proposeTrustline takes it. */
  trustline?: TrustlineInput | null | undefined;
};

/** The kind of a memo. Equal characters of two kinds are two memos, and none is ever made into another. */
export type MemoType =
  /** 32 bytes, in 64 hexadecimal digits. */
  | 'HASH'
  /** A whole number from 0 to 18446744073709551615. */
  | 'ID'
  /** 32 bytes that name a payment which is sent back, in 64 hexadecimal digits. */
  | 'RETURN'
  /** Text of at most 28 bytes. */
  | 'TEXT';

/** LOCAL runs beside the server with test money, TESTNET is public with test money, MAINNET is real money. */
export type Network =
  /** Beside the server, with test money. */
  | 'LOCAL'
  /** Public, with real money. */
  | 'MAINNET'
  /** Public, with test money. */
  | 'TESTNET';

/** What `payment` takes. */
export type PaymentInput = {
  /** The account that pays. */
  accountId: string | number;
  /** How much to send. */
  amount: string;
  /** `XLM`, a well-known code such as `USDC`, or `CODE:ISSUER`. */
  asset?: string;
  /** An address (G… or M…) or the name of a contact. */
  destination: string;
  /** Makes a retry safe: for 24 hours the same key with the same input gives the same transaction; with another input CONFLICT. */
  idempotencyKey?: string | null | undefined;
  /** As its `memoType` says: text of at most 28 bytes, a whole number, or 64 hexadecimal digits. Leave it out for a contact: theirs goes with it. */
  memo?: string | null | undefined;
  /** What kind of memo that is; TEXT where it is left out. */
  memoType?: MemoType | null | undefined;
  /** Why, in the words of the proposer, at most 500 characters. Shown apart from the facts. */
  reason?: string | null | undefined;
};

/** Which transactions to list. */
export type TransactionFilter = {
  /** Of this account alone. */
  accountId?: string | number | null | undefined;
  /** In one of these states. */
  status?: Array<TransactionStatus> | null | undefined;
};

/** Where a transaction stands in its life. */
export type TransactionStatus =
  /** Allowed; it will be signed as soon as the account is free. */
  | 'APPROVED'
  /** A person must confirm it. */
  | 'AWAITING_APPROVAL'
  /** In the ledger. */
  | 'CONFIRMED'
  /** The policy refused it; nothing was signed. */
  | 'DENIED'
  /** Its time passed and it can no longer apply. */
  | 'EXPIRED'
  /** It did not apply; see `failure`. */
  | 'FAILED'
  /** Just built; the policy decides next. */
  | 'PROPOSED'
  /** A person said no; nothing was signed. */
  | 'REJECTED'
  /** Signed and stored, not yet sent. */
  | 'SIGNED'
  /** Sent; the ledger has not answered. */
  | 'SUBMITTED'
  /** A newer one took its place; it is not sent. */
  | 'SUPERSEDED'
  /** Sent, outcome not yet known, also where the network refused it (see `failure`): it may still apply until `mayApplyUntil`. */
  | 'UNKNOWN';

/** What `trustline` takes. */
export type TrustlineInput = {
  /** The account that shall hold it. */
  accountId: string | number;
  /** A well-known code such as `USDC`, or `CODE:ISSUER`. */
  asset: string;
  /** Makes a retry safe: for 24 hours the same key with the same input gives the same transaction; with another input CONFLICT. */
  idempotencyKey?: string | null | undefined;
  /** The most to hold, as a decimal string; "0" removes the trustline; absent: no limit. */
  limit?: string | null | undefined;
  /** Why, in the words of the proposer, at most 500 characters. Shown apart from the facts. */
  reason?: string | null | undefined;
};

export type AccountQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountQuery = { account: { id: string, name: string, address: string, network: Network, frozen: boolean, totalUsd: string | null, balances: Array<{ asset: string, code: string, amount: string, spendable: string, valueUsd: string | null }>, activity: { nodes: Array<{ kind: ActivityKind, asset: string | null, amount: string | null, memo: string | null, memoType: MemoType | null, transactionHash: string, at: string, successful: boolean, counterparty: { address: string, label: string | null } | null }> } } };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { accounts: { totalCount: number, nodes: Array<{ id: string, name: string, address: string, network: Network, frozen: boolean, archived: boolean, totalUsd: string | null, balances: Array<{ asset: string, code: string, amount: string, spendable: string, valueUsd: string | null }> }> } };

export type EvaluatePolicyQueryVariables = Exact<{
  input: EvaluatePolicyInput;
}>;


export type EvaluatePolicyQuery = { evaluatePolicy: { decision: Decision, policyVersion: number, rules: Array<{ rule: string, decision: Decision, matched: boolean, threshold: string | null, observed: string | null, code: ErrorCode | null, message: string }> } };

export type NetworkStatusQueryVariables = Exact<{
  network?: Network | null | undefined;
}>;


export type NetworkStatusQuery = { networkStatus: { network: Network, reachable: boolean, ledger: number | null, closedAt: string | null, baseFee: string | null, feeP50: string | null, feeP95: string | null, message: string } };

export type PolicyQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type PolicyQuery = { policy: { version: number, askAboveUsd: string, newDestinationAskAboveUsd: string, feeMax: string, frozen: boolean, caps: Array<{ asset: string, network: Network, perTransaction: string | null, perDay: string | null, overPerTransaction: Decision }> } };

export type PriceQueryVariables = Exact<{
  asset: string;
  network?: Network | null | undefined;
}>;


export type PriceQuery = { price: { asset: string, usd: string, source: string, at: string, demo: boolean } | null };

export type ProposePaymentMutationVariables = Exact<{
  input: PaymentInput;
}>;


export type ProposePaymentMutation = { proposePayment: { id: string, status: TransactionStatus, summary: string, hash: string | null, outflows: Array<{ asset: string, amount: string, valueUsd: string | null }>, verdict: { decision: Decision, rules: Array<{ rule: string, decision: Decision, matched: boolean, message: string }> }, failure: { code: ErrorCode, message: string } | null } };

export type ProposeTrustlineMutationVariables = Exact<{
  input: TrustlineInput;
}>;


export type ProposeTrustlineMutation = { proposeTrustline: { id: string, status: TransactionStatus, summary: string, hash: string | null, verdict: { decision: Decision, rules: Array<{ rule: string, decision: Decision, matched: boolean, message: string }> }, failure: { code: ErrorCode, message: string } | null } };

export type SpendingQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type SpendingQuery = { spending: Array<{ asset: string, network: Network, perTransaction: string | null, perDay: string | null, used: string, reserved: string, remaining: string | null, resetsAt: string | null }> };

export type TransactionQueryVariables = Exact<{
  id: string | number;
}>;


export type TransactionQuery = { transaction: { id: string, status: TransactionStatus, mayApplyUntil: string | null, summary: string, fee: string, feeCharged: string | null, memo: string | null, memoType: MemoType | null, reason: string | null, hash: string | null, ledger: number | null, outflows: Array<{ asset: string, amount: string, valueUsd: string | null }>, recipients: Array<{ address: string, label: string | null, firstPayment: boolean, lookalikeOf: string | null, exists: boolean }>, verdict: { decision: Decision, rules: Array<{ rule: string, decision: Decision, matched: boolean, threshold: string | null, observed: string | null, message: string }> }, approval: { status: ApprovalStatus, reason: string | null, expiresAt: string } | null, failure: { code: ErrorCode, message: string } | null } };

export type TransactionsQueryVariables = Exact<{
  filter?: TransactionFilter | null | undefined;
}>;


export type TransactionsQuery = { transactions: { totalCount: number, nodes: Array<{ id: string, status: TransactionStatus, summary: string, valueUsd: string | null, memo: string | null, memoType: MemoType | null, reason: string | null, hash: string | null, createdAt: string, failure: { code: ErrorCode, message: string } | null }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { contacts: Array<{ name: string, address: string, network: Network, memo: string | null, memoType: MemoType | null }> } };


export const AccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"account"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"frozen"}},{"kind":"Field","name":{"kind":"Name","value":"totalUsd"}},{"kind":"Field","name":{"kind":"Name","value":"balances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"spendable"}},{"kind":"Field","name":{"kind":"Name","value":"valueUsd"}}]}},{"kind":"Field","name":{"kind":"Name","value":"activity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"counterparty"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"label"}}]}},{"kind":"Field","name":{"kind":"Name","value":"memo"}},{"kind":"Field","name":{"kind":"Name","value":"memoType"}},{"kind":"Field","name":{"kind":"Name","value":"transactionHash"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"successful"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountQuery, AccountQueryVariables>;
export const AccountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"frozen"}},{"kind":"Field","name":{"kind":"Name","value":"archived"}},{"kind":"Field","name":{"kind":"Name","value":"totalUsd"}},{"kind":"Field","name":{"kind":"Name","value":"balances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"spendable"}},{"kind":"Field","name":{"kind":"Name","value":"valueUsd"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<AccountsQuery, AccountsQueryVariables>;
export const EvaluatePolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"evaluatePolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EvaluatePolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"evaluatePolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"policyVersion"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"matched"}},{"kind":"Field","name":{"kind":"Name","value":"threshold"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<EvaluatePolicyQuery, EvaluatePolicyQueryVariables>;
export const NetworkStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"networkStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"network"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Network"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"networkStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"network"},"value":{"kind":"Variable","name":{"kind":"Name","value":"network"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"reachable"}},{"kind":"Field","name":{"kind":"Name","value":"ledger"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"baseFee"}},{"kind":"Field","name":{"kind":"Name","value":"feeP50"}},{"kind":"Field","name":{"kind":"Name","value":"feeP95"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<NetworkStatusQuery, NetworkStatusQueryVariables>;
export const PolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"policy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"policy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"askAboveUsd"}},{"kind":"Field","name":{"kind":"Name","value":"newDestinationAskAboveUsd"}},{"kind":"Field","name":{"kind":"Name","value":"feeMax"}},{"kind":"Field","name":{"kind":"Name","value":"frozen"}},{"kind":"Field","name":{"kind":"Name","value":"caps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"perTransaction"}},{"kind":"Field","name":{"kind":"Name","value":"perDay"}},{"kind":"Field","name":{"kind":"Name","value":"overPerTransaction"}}]}}]}}]}}]} as unknown as DocumentNode<PolicyQuery, PolicyQueryVariables>;
export const PriceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"price"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"asset"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"network"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Network"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"price"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"asset"},"value":{"kind":"Variable","name":{"kind":"Name","value":"asset"}}},{"kind":"Argument","name":{"kind":"Name","value":"network"},"value":{"kind":"Variable","name":{"kind":"Name","value":"network"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"usd"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"demo"}}]}}]}}]} as unknown as DocumentNode<PriceQuery, PriceQueryVariables>;
export const ProposePaymentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"proposePayment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"proposePayment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"outflows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"valueUsd"}}]}},{"kind":"Field","name":{"kind":"Name","value":"verdict"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"matched"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ProposePaymentMutation, ProposePaymentMutationVariables>;
export const ProposeTrustlineDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"proposeTrustline"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TrustlineInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"proposeTrustline"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"matched"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ProposeTrustlineMutation, ProposeTrustlineMutationVariables>;
export const SpendingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"spending"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"spending"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"perTransaction"}},{"kind":"Field","name":{"kind":"Name","value":"perDay"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"reserved"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}}]}}]} as unknown as DocumentNode<SpendingQuery, SpendingQueryVariables>;
export const TransactionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"transaction"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"transaction"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"mayApplyUntil"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"outflows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"valueUsd"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"}},{"kind":"Field","name":{"kind":"Name","value":"feeCharged"}},{"kind":"Field","name":{"kind":"Name","value":"memo"}},{"kind":"Field","name":{"kind":"Name","value":"memoType"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"firstPayment"}},{"kind":"Field","name":{"kind":"Name","value":"lookalikeOf"}},{"kind":"Field","name":{"kind":"Name","value":"exists"}}]}},{"kind":"Field","name":{"kind":"Name","value":"verdict"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"decision"}},{"kind":"Field","name":{"kind":"Name","value":"matched"}},{"kind":"Field","name":{"kind":"Name","value":"threshold"}},{"kind":"Field","name":{"kind":"Name","value":"observed"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"ledger"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TransactionQuery, TransactionQueryVariables>;
export const TransactionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"transactions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TransactionFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"transactions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"valueUsd"}},{"kind":"Field","name":{"kind":"Name","value":"memo"}},{"kind":"Field","name":{"kind":"Name","value":"memoType"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<TransactionsQuery, TransactionsQueryVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"memo"}},{"kind":"Field","name":{"kind":"Name","value":"memoType"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;