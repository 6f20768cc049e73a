import type { StoredRecipient } from '../facts/decoded.js';
import { Origin } from '../provenance.js';
import { mixesScripts } from './look-alike-names.js';
import { type Warning, warning } from './warning.js';
import type { WarningFacts } from './warning-facts.js';

const aboutRecipient = ({ address, label, exists, ...rest }: StoredRecipient): Warning[] => {
  const named = { address, ...(label !== null && { name: label }) };
  return [
    ...(rest.lookalikeOf ? [warning('LOOKALIKE_ADDRESS', { address, other: rest.lookalikeOf })] : []),
    ...(rest.lookalikeName ? [warning('LOOKALIKE_NAME', { ...named, other: rest.lookalikeName })] : []),
    ...(label !== null && mixesScripts(label) ? [warning('MIXED_SCRIPTS', named)] : []),
    ...(rest.firstPayment ? [warning('FIRST_PAYMENT', named)] : []),
    ...(exists ? [] : [warning('NEW_ACCOUNT', named)]),
  ];
};

export const aboutRecipients = ({ recipients }: WarningFacts): Warning[] => recipients.flatMap(aboutRecipient);

/** Who is told apart by a memo alone is somebody else under another one. */
export const aboutMemos = ({ otherMemos }: WarningFacts): Warning[] =>
  otherMemos.map(({ address, contacts, payment }) =>
    warning('OTHER_MEMO', { address, contacts: contacts.join('; '), payment }),
  );

/** What neither the person nor their address book named: whoever wrote what the agent read may have put it there. */
export const aboutOrigin = ({ provenance }: WarningFacts): Warning[] => {
  if (!provenance) return [];
  const read = provenance.destinations.filter(({ origin }) => origin === Origin.TOOL);
  return [
    ...read.map(({ address }) => warning('UNTYPED_DESTINATION', { address })),
    ...(provenance.amount === Origin.TOOL ? [warning('UNTYPED_AMOUNT')] : []),
  ];
};
