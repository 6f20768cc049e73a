import { graphql } from '../graphql/generated/gql.js';

/** Everything the card draws; facts and claims stay in fields of their own all the way. */
graphql(`
  fragment ApprovalCard_Transaction on Transaction {
    id
    rev
    status
    summary
    memo
    memoType
    replaces { id summary }
    reason
    instruction
    claimMismatch { asset asked sends by }
    proposedBy
    apiKeyId
    fee
    feeCharged
    valueUsd
    hash
    ledger
    xdr
    threadId
    createdAt
    updatedAt
    account { id name address network }
    operations { type intent changesControl unsized destination fields { label value kind } }
    outflows { asset code amount fee reserve valueUsd price { asset usd source at demo } }
    recipients { address label labelSource lookalikeOf }
    balanceChanges { asset code before after unknown }
    effects
    verdict { decision policyVersion rules { rule decision matched threshold observed message } }
    failure { code message resultCodes }
    approval { id status expiresAt createdAt decidedAt decidedWith reason riskLevel warnings { code level parameters } consent { digest canonical } }
  }
`);
