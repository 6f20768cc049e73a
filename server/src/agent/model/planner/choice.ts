import { type KnownAccount, sameName } from './facts.js';

export const NO_ACCOUNT = 'You have no account yet. Create one first, then ask me again.';

/** Asset codes are written in capitals; with an issuer they are taken as they are. */
export const typedAsset = (text: string): string => {
  if (text.includes(':')) return text;
  return /^lumens?$/i.test(text) ? 'XLM' : text.toUpperCase();
};
export const codeOf = (asset: string): string => asset.split(':')[0]!;

/** The asset as the account holds it. Two issuers with one code are never guessed between. */
export const heldAsset = (account: KnownAccount, text: string): { asset: string } | { question: string } => {
  const wanted = typedAsset(text).toUpperCase();
  const matches = account.balances.filter(
    ({ asset, code }) => asset.toUpperCase() === wanted || code.toUpperCase() === wanted,
  );
  if (matches.length > 1)
    return {
      question: `${account.name} holds more than one ${text}: ${matches.map(({ asset }) => asset).join(', ')}. Write the whole name.`,
    };
  if (matches[0]) return { asset: matches[0].asset };
  const list = account.balances.map(({ code }) => code).join(', ') || 'nothing';
  return { question: `${account.name} does not hold ${codeOf(text).toUpperCase()}. It holds ${list}.` };
};

/** The account that was named, or the first that holds the asset; the note says that it was not named. */
export const chooseAccount = (
  accounts: KnownAccount[],
  name: string | null,
  asset: string | null,
): { account: KnownAccount; note: string } | { question: string } => {
  if (name !== null) return namedAccount(accounts, name);
  const holds = (account: KnownAccount): boolean => asset === null || !('question' in heldAsset(account, asset));
  const account = accounts.find(holds) ?? accounts[0];
  if (!account) return { question: NO_ACCOUNT };
  const note =
    accounts.length > 1 ? `You have ${accounts.length} accounts and named none, so I use ${account.name}. ` : '';
  return { account, note };
};

const namedAccount = (
  accounts: KnownAccount[],
  name: string,
): { account: KnownAccount; note: string } | { question: string } => {
  const plain = sameName(name)
    .replace(/^(?:my|the) /, '')
    .replace(/ account$/, '');
  const matches = accounts.filter((a) => [plain, sameName(name)].includes(sameName(a.name)) || a.address === name);
  if (matches.length === 1) return { account: matches[0]!, note: '' };
  const list = accounts.map((account) => account.name).join(', ') || 'none';
  const problem = matches.length > 1 ? 'More than one account is' : 'None of your accounts is';
  return { question: `${problem} named "${name}". Your accounts: ${list}.` };
};
