/** Checks, in the browser, that what the passkey signs is the text the person was shown. */
const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const fromBase64Url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

const digestBytes = (digest: string): Uint8Array =>
  /^[0-9a-f]{64}$/i.test(digest) ? fromHex(digest) : fromBase64Url(digest);

export class ConsentRefused extends Error {}

/** Throws unless the digest is the SHA-256 of the canonical text. */
export const assertDigest = async (consent: { digest: string; canonical: string }): Promise<void> => {
  if (!globalThis.crypto?.subtle) {
    throw new ConsentRefused('This page is not on a secure address, so the browser cannot check what you would sign.');
  }
  const hashed = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(consent.canonical)));
  if (toBase64Url(hashed) !== toBase64Url(digestBytes(consent.digest))) {
    throw new ConsentRefused('The server sent a hash that does not match what it shows. Nothing was signed.');
  }
};

/** Throws unless the passkey is asked to sign exactly this digest. */
export const assertChallenge = (challenge: unknown, digest: string): void => {
  if (challenge !== toBase64Url(digestBytes(digest))) {
    throw new ConsentRefused('The passkey would sign something else than what is shown. Nothing was signed.');
  }
};
