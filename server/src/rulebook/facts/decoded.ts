/** Facts of a transaction as they are stored and shown: all amounts are decimal strings. */
export type FieldKind = 'TEXT' | 'AMOUNT' | 'ASSET' | 'ADDRESS';
export type DecodedField = { label: string; value: string; kind: FieldKind };
export type DecodedOperation = {
  type: string;
  intent: string;
  fields: DecodedField[];
  destination: string | null;
  changesControl: boolean;
  /** What it can cost is not known. */
  unsized: boolean;
};
export type StoredPrice = { usd: string; source: string; at: string; demo: boolean };
export type StoredOutflow = {
  asset: string;
  amount: string;
  fee: string;
  reserve?: string;
  valueUsd: string | null;
  price: StoredPrice | null;
};
export type StoredRecipient = {
  address: string;
  label: string | null;
  labelSource: 'CONTACT' | 'OWN_ACCOUNT' | null;
  firstPayment: boolean;
  lookalikeOf: string | null;
  /** Another name of the person's, written in other letters that look the same; absent where there is none. */
  lookalikeName?: string;
  exists: boolean;
};
/** `unknown`: what is left nobody can tell, and `after` is only what is known of it. */
export type StoredBalanceChange = { asset: string; before: string; after: string; unknown?: true };
