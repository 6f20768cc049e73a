import type { OperationRecord } from '@stellar/stellar-sdk/base';
import type { DecodedField } from '../facts/decoded.js';
import { addressField, STILL, textField } from './fields.js';
import type { Row } from './sized.js';

type Options = Extract<OperationRecord, { type: 'setOptions' }>;
/** One change that an operation makes: how a sentence says it, and what is shown. */
type Change = { says: string; fields: DecodedField[] };

/** Every option counts as control: a home domain and a flag decide whom others believe this account to be. */
export const setOptions: Row<'setOptions'> = (operation) => {
  const changes = [
    ...signerChange(operation),
    ...numbers(operation),
    ...flags('Sets', operation.setFlags),
    ...flags('Clears', operation.clearFlags),
    ...homeDomain(operation),
    ...inflationDest(operation),
  ];
  const locked = lockedOut(operation);
  const says = changes.map((change) => change.says).join(', ');
  return {
    name: 'Set options',
    intent: changes.length > 0 ? `Change the account: ${says}${locked ? ', which can lock it for ever' : ''}` : NOTHING,
    fields: [
      ...(changes.length > 0 ? changes.flatMap(({ fields }) => fields) : [textField('Effect', 'none')]),
      ...(locked ? [textField('Can lock the account', locked)] : []),
    ],
    locksForEver: locked && `This can lock the account for ever: ${locked}.`,
    ...STILL,
    reserves: signerReserves(operation),
    changesControl: true,
  };
};

// Whether it is a signer already the bytes do not tell: then it would lock nothing more.
const signerReserves = ({ signer }: Options): number => (signer ? (Number(signer.weight) === 0 ? -1 : 1) : 0);

/**
 * Whether signatures may no longer be enough. Signers that are there already the bytes do not tell, and one that stands for
 * a single transaction signs nothing else.
 */
const lockedOut = ({ signer, masterWeight, ...thresholds }: Options): string | null => {
  const weighs = signer && signer.preAuthTx === undefined ? Number(signer.weight) : 0;
  const highest = Math.max(0, ...THRESHOLDS.map((name) => thresholds[name] ?? 0));
  if (highest > (masterWeight ?? 1) + weighs)
    return `nobody can sign for it unless other signers that it has weigh enough for a threshold of ${highest}`;
  if (masterWeight === 0 && weighs === 0)
    return 'its own key no longer signs, and nobody can unless it has other signers already';
  return null;
};

const THRESHOLDS = ['lowThreshold', 'medThreshold', 'highThreshold'] as const;

const NOTHING = 'Change the account without naming a change';

const signerChange = ({ signer }: Options): Change[] => {
  if (!signer) return [];
  const removed = Number(signer.weight) === 0;
  const weight = textField('Its weight', removed ? '0 (removed)' : String(signer.weight));
  return [{ says: removed ? 'remove a signer' : 'a signer', fields: [signerField(signer), weight] }];
};

const signerField = (signer: NonNullable<Options['signer']>): DecodedField => {
  const { ed25519PublicKey, sha256Hash, preAuthTx, ed25519SignedPayload } = signer;
  if (ed25519PublicKey !== undefined) return addressField('Signer', ed25519PublicKey);
  if (preAuthTx !== undefined) return textField('Signer', `transaction ${hex(preAuthTx)}`);
  if (sha256Hash !== undefined) return textField('Signer', `whoever knows the text of hash ${hex(sha256Hash)}`);
  return textField('Signer', String(ed25519SignedPayload));
};

const hex = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('hex');

const NUMBERS = {
  masterWeight: 'Weight of its own key',
  lowThreshold: 'Low threshold',
  medThreshold: 'Medium threshold',
  highThreshold: 'High threshold',
} as const;

const numbers = (operation: Options): Change[] =>
  Object.entries(NUMBERS).flatMap(([key, label]) => {
    const value = operation[key as keyof typeof NUMBERS];
    return value === undefined ? [] : [{ says: label.toLowerCase(), fields: [textField(label, String(value))] }];
  });

const FLAGS: [number, string][] = [
  [1, 'holders need permission'],
  [2, 'permission can be taken back'],
  [4, 'flags can never change again'],
  [8, 'what it issues can be clawed back'],
];

const flags = (verb: string, bits: number | undefined): Change[] => {
  if (bits === undefined) return [];
  const named = FLAGS.filter(([bit]) => bits & bit).map(([, name]) => name);
  const rest = bits & ~15;
  const all = [...named, ...(rest ? [`unknown flag ${rest}`] : [])].join(', ') || 'none';
  return [{ says: `${verb.toLowerCase()} flags`, fields: [textField(`${verb} flags`, all)] }];
};

const homeDomain = ({ homeDomain }: Options): Change[] =>
  homeDomain === undefined
    ? []
    : [{ says: 'home domain', fields: [textField('Home domain', homeDomain === '' ? 'removed' : homeDomain)] }];

const inflationDest = ({ inflationDest }: Options): Change[] =>
  inflationDest === undefined
    ? []
    : [{ says: 'inflation destination', fields: [addressField('Inflation destination', inflationDest)] }];
