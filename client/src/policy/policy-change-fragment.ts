import { graphql } from '../graphql/generated/gql.js';
import type { Review_PolicyChangeFragment } from '../graphql/generated/graphql.js';

graphql(`
  fragment Review_PolicyChange on PolicyChange {
    id
    options
    consent { canonical digest }
    differences { rule direction from to }
    backtest {
      days
      considered
      wouldAllow { count sumUsd sums { amount asset network } }
      wouldAsk { count sumUsd sums { amount asset network } }
      wouldStop { count sumUsd sums { amount asset network } }
    }
  }
`);

export type Change = Review_PolicyChangeFragment;
export type Difference = Change['differences'][number];
export type Backtest = Change['backtest'];
