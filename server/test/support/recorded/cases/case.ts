import { Keypair } from '@stellar/stellar-sdk/base';
import { canonicalAsset } from '../../../../src/kernel/assets.js';

/** One question to today's rules: `kind` says which function answers, `input` is plain JSON. */
export type Case = { kind: string; name: string; input: unknown };

const key = (fill: number): string => Keypair.fromRawEd25519Seed(Buffer.alloc(32, fill)).publicKey();
/** The account that pays, and others, the same on every machine. */
export const ME = key(1);
export const SHOP = key(2);
export const STRANGER = key(3);
export const EXCHANGE = key(4);
export const USDC = canonicalAsset('USDC', 'LOCAL');
export const EURC = canonicalAsset('EURC', 'LOCAL');
export const ODD = `ODD:${STRANGER}`;
export const NOON = '2026-11-22T12:00:00.000Z';

/** Two customers of `EXCHANGE`. */
export const MUXED_7 = 'MDFJHLAXAUMHA4OWPOB4P7YO72AQR2HMIUYFOXLXE2DZGM633K7HYAAAAAAAAAAAA6J7E';
export const MUXED_8 = 'MDFJHLAXAUMHA4OWPOB4P7YO72AQR2HMIUYFOXLXE2DZGM633K7HYAAAAAAAAAAABB6AG';

/** The rules of the operator as they are stored, with limits that small amounts reach. */
export const RULES = {
  caps: [
    { asset: 'XLM', network: 'LOCAL', perTransaction: '100', perDay: '1000', overPerTransaction: 'ASK' },
    { asset: USDC, network: 'LOCAL', perTransaction: '500', perDay: '5000', overPerTransaction: 'ASK' },
  ],
  askAboveUsd: '1000',
  newDestinationAskAboveUsd: '10',
  feeMax: '0.1',
  tradeLossPercent: 2,
  allowList: null as string[] | null,
  denyList: [] as string[],
  allowedHours: null as { days: number[]; from: number; to: number }[] | null,
  callsPerHour: null as number | null,
  reset: 'ROLLING',
};
export type Rules = typeof RULES;
