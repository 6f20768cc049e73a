import { toStroops } from '../../kernel/amount.js';
import { canonicalAsset } from '../../kernel/assets.js';
import type { Network } from '../../kernel/networks.js';
import type { AssetCap, PolicyRules } from '../facts/policy.js';

/** What the configuration says of it, as text. */
type Configured = {
  networks: Network[];
  policy: {
    approvalThresholdUsd: string;
    feeMaxXlm: string;
    caps: Record<string, { perTransaction: string; perDay: string }>;
    overLimit: AssetCap['overPerTransaction'];
  };
};

const NEW_DESTINATION_USD = '10';
const TRADE_LOSS_PERCENT = 2;

/** The operator's defaults, from the configuration alone: the policy of whoever has set none. */
export const defaultRules = ({ policy, networks }: Configured): PolicyRules => ({
  version: 1,
  caps: networks.flatMap((network) => capsOf(policy, network)),
  askAboveUsd: toStroops(policy.approvalThresholdUsd),
  newDestinationAskAboveUsd: toStroops(NEW_DESTINATION_USD),
  feeMax: toStroops(policy.feeMaxXlm),
  tradeLossPercent: TRADE_LOSS_PERCENT,
  allowList: null,
  denyList: [],
  allowedHours: null,
  callsPerHour: null,
  reset: 'ROLLING',
});

const capsOf = ({ caps, overLimit }: Configured['policy'], network: Network): AssetCap[] =>
  Object.entries(caps).map(([asset, cap]) => ({
    asset: canonicalAsset(asset, network),
    network,
    perTransaction: toStroops(cap.perTransaction),
    perDay: toStroops(cap.perDay),
    overPerTransaction: overLimit,
  }));
