import { fromStroops, toStroops } from '../../kernel/amount.js';
import type { AssetCap, RuleSet } from '../facts/policy.js';

type StoredCap = Pick<AssetCap, 'asset' | 'network' | 'overPerTransaction'> & {
  perTransaction: string | null;
  perDay: string | null;
};
/** Rules as JSON: all money as decimal strings, in the order of the keys below. */
export type StoredRules = Omit<RuleSet, 'caps' | 'askAboveUsd' | 'newDestinationAskAboveUsd' | 'feeMax'> & {
  caps?: StoredCap[];
  askAboveUsd?: string;
  newDestinationAskAboveUsd?: string;
  feeMax?: string;
};

export const storeRules = ({
  caps,
  askAboveUsd,
  newDestinationAskAboveUsd,
  feeMax,
  ...rest
}: RuleSet): StoredRules => ({
  ...(caps && { caps: caps.map(storeCap) }),
  ...(askAboveUsd !== undefined && { askAboveUsd: fromStroops(askAboveUsd) }),
  ...(newDestinationAskAboveUsd !== undefined && { newDestinationAskAboveUsd: fromStroops(newDestinationAskAboveUsd) }),
  ...(feeMax !== undefined && { feeMax: fromStroops(feeMax) }),
  ...rest,
});

export const readRules = ({ caps, askAboveUsd, newDestinationAskAboveUsd, feeMax, ...rest }: StoredRules): RuleSet => ({
  ...(caps && { caps: caps.map(readCap) }),
  ...(askAboveUsd !== undefined && { askAboveUsd: toStroops(askAboveUsd) }),
  ...(newDestinationAskAboveUsd !== undefined && { newDestinationAskAboveUsd: toStroops(newDestinationAskAboveUsd) }),
  ...(feeMax !== undefined && { feeMax: toStroops(feeMax) }),
  ...rest,
});

const storeCap = ({ asset, network, perTransaction, perDay, overPerTransaction }: AssetCap): StoredCap => ({
  asset,
  network,
  overPerTransaction,
  perTransaction: perTransaction === null ? null : fromStroops(perTransaction),
  perDay: perDay === null ? null : fromStroops(perDay),
});

const readCap = ({ perTransaction, perDay, ...rest }: StoredCap): AssetCap => ({
  ...rest,
  perTransaction: perTransaction === null ? null : toStroops(perTransaction),
  perDay: perDay === null ? null : toStroops(perDay),
});
