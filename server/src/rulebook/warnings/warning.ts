/** How much an approval asks of the person before they may agree. */
export const RiskLevel = { LOW: 'LOW', MEDIUM: 'MEDIUM', HIGH: 'HIGH' } as const;
export type RiskLevel = keyof typeof RiskLevel;

/** Every code with its level, worst first: in this order they are shown. What each means stands in docs/approvals.md. */
export const LEVELS = {
  CLAIM_MISMATCH: 'HIGH',
  CONTROL_CHANGE: 'HIGH',
  UNKNOWN_COST: 'HIGH',
  BURN: 'HIGH',
  OTHER_ISSUER: 'HIGH',
  LOOKALIKE_ADDRESS: 'HIGH',
  LOOKALIKE_NAME: 'HIGH',
  OTHER_MEMO: 'HIGH',
  RUINOUS_RATE: 'HIGH',
  WORST_RATE: 'MEDIUM',
  UNKNOWN_RATE: 'MEDIUM',
  MIXED_SCRIPTS: 'MEDIUM',
  UNTYPED_DESTINATION: 'MEDIUM',
  UNTYPED_AMOUNT: 'MEDIUM',
  FIRST_PAYMENT: 'MEDIUM',
  NEW_ACCOUNT: 'MEDIUM',
  UNKNOWN_ASSET: 'MEDIUM',
  SIGNERS: 'MEDIUM',
  NO_PRICE: 'LOW',
  OLD_PRICE: 'LOW',
  LOCKED_RESERVE: 'LOW',
} as const satisfies Record<string, RiskLevel>;

export type WarningCode = keyof typeof LEVELS;
export const WarningCode = Object.fromEntries(Object.keys(LEVELS).map((code) => [code, code])) as {
  [Code in WarningCode]: Code;
};
/** All parameters are text: amounts in decimal, assets as `XLM` or `CODE:ISSUER`. */
export type Warning = { code: WarningCode; level: RiskLevel; parameters: Record<string, string> };

export const warning = (code: WarningCode, parameters: Record<string, string> = {}): Warning => ({
  code,
  level: LEVELS[code],
  parameters,
});

const ORDER = Object.keys(LEVELS);

export const worstFirst = (warnings: readonly Warning[]): Warning[] =>
  warnings.toSorted((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));

/** The level of the worst of them; LOW where there is none. */
export const riskOf = (warnings: readonly Warning[]): RiskLevel =>
  (['HIGH', 'MEDIUM'] as const).find((level) => warnings.some((one) => one.level === level)) ?? 'LOW';
