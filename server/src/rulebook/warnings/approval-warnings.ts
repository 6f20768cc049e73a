import { aboutAssets, aboutBurns, aboutPrices, aboutRates, aboutReserves } from './asset-warnings.js';
import { type ClaimMismatch, claimMismatches } from './claim-mismatch.js';
import { aboutMemos, aboutOrigin, aboutRecipients } from './recipient-warnings.js';
import { type Warning, warning, worstFirst } from './warning.js';
import type { WarningFacts } from './warning-facts.js';

const mismatchWarning = ({ asset, asked, sends, by, also }: ClaimMismatch): Warning =>
  warning('CLAIM_MISMATCH', { asset, asked, sends, by, ...(also && { also }) });

/** What a person wrote otherwise is told as that, and not once more as an amount that they did not write. */
const aboutWords = (facts: WarningFacts): Warning[] => {
  const mismatches = claimMismatches(facts);
  const isTold = mismatches.some(({ by }) => by === 'PERSON');
  const origin = aboutOrigin(facts).filter(({ code }) => code !== 'UNTYPED_AMOUNT' || !isTold);
  return [...mismatches.map(mismatchWarning), ...origin];
};

const aboutControl = ({ reading: { controlChanges, unsized }, signatures }: WarningFacts): Warning[] => {
  const named = (names: string[]) => ({ operations: [...new Set(names)].join(', ') });
  return [
    ...(controlChanges.length > 0 ? [warning('CONTROL_CHANGE', named(controlChanges))] : []),
    ...(unsized.length > 0 ? [warning('UNKNOWN_COST', named(unsized))] : []),
    ...signerNotes(signatures).map((note) => warning('SIGNERS', { note })),
  ];
};

/** What the ledger says about who can sign, each sentence once. */
export const signerNotes = (signatures: WarningFacts['signatures']): string[] => {
  const { missing = null, warnings = [] } = signatures ?? {};
  return missing ? [missing, ...warnings.filter((one) => !one.includes(missing))] : warnings;
};

/** Only what needs a look, worst first. Nothing here reassures: a row of green ticks teaches people not to read. */
export const approvalWarnings = (facts: WarningFacts): Warning[] =>
  worstFirst(
    [
      aboutWords,
      aboutControl,
      aboutBurns,
      aboutAssets,
      aboutRates,
      aboutMemos,
      aboutRecipients,
      aboutPrices,
      aboutReserves,
    ].flatMap((about) => about(facts)),
  );
