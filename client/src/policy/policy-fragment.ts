import { graphql } from '../graphql/generated/gql.js';
import type { Rules_PolicyFragment, Rules_SpendingUsageFragment } from '../graphql/generated/graphql.js';

graphql(`
  fragment Rules_Policy on Policy {
    accountId
    version
    updatedAt
    askAboveUsd
    newDestinationAskAboveUsd
    feeMax
    tradeLossPercent
    allowList
    denyList
    allowedHours { days fromMinute toMinute }
    hours
    callsPerHour
    reset
    caps { asset network perTransaction perDay overPerTransaction }
  }
`);
graphql(`
  fragment Rules_SpendingUsage on SpendingUsage {
    asset
    network
    perDay
    used
    reserved
    remaining
    resetsAt
  }
`);

export type Rules = Rules_PolicyFragment;
export type Cap = Rules['caps'][number];
export type Usage = Rules_SpendingUsageFragment;
