import type { ApprovalCard_TransactionFragment } from '../graphql/generated/graphql.js';

export type { ApprovalCard_TransactionFragment };
export type DecodedField = ApprovalCard_TransactionFragment['operations'][number]['fields'][number];
export type Recipient = ApprovalCard_TransactionFragment['recipients'][number];
