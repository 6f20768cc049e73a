import { extractBaseAddress, StrKey } from '@stellar/stellar-sdk/base';
import { badInput } from './errors.js';

// Nothing of the same alphabet around it: an M… address is long enough to hold such a run of letters.
const SECRET_KEY = /(?<![A-Z2-7])S[A-Z2-7]{55}(?![A-Z2-7])/;

/** The account behind a multiplexed address; any other address is its own base. */
export const baseAddress = (address: string): string =>
  address.startsWith('M') ? extractBaseAddress(address) : address;

/**
 * The G… or M… address somebody wrote, or null where the text is no address at all. Whatever looks like an address and
 * cannot be paid is refused here, so that it is never taken for a name.
 */
export const readPayableAddress = (text: string): string | null => {
  // Never repeated in the message: it would end up in logs and in front of a model.
  if (SECRET_KEY.test(text))
    throw badInput(
      'That looks like a secret key. Never paste one anywhere; move its funds if you have shown it to somebody.',
    );
  if (StrKey.isValidEd25519PublicKey(text) || StrKey.isValidMed25519PublicKey(text)) return text;
  if (StrKey.isValidContract(text))
    throw badInput('A payment cannot go to a contract (C…). Name an account, which starts with G.');
  if (/^[GMC][A-Z2-7]{20,}$/i.test(text))
    throw badInput('That address has a mistake: its checksum is wrong. Copy it again, all of it, in capitals.');
  if (/^\S+\*\S+\.\S+$/.test(text))
    throw badInput('Names of the form name*domain are not looked up here. Ask for the address, which starts with G.');
  return null;
};
