import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';

type Json = Record<string, unknown>;

const asJson = (value: object): Json => ({ ...value });

export const passkeysWork = (): boolean => browserSupportsWebAuthn();

/** Asks for a passkey that the server then verifies; `conditional` offers it in the browser's autofill. */
export const askForPasskey = async (options: Json, conditional = false): Promise<Json> => {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const response: AuthenticationResponseJSON = await startAuthentication({
    optionsJSON,
    useBrowserAutofill: conditional,
    // The sign-in button is the field's neighbour; the library would insist on finding the input itself.
    verifyBrowserAutofillInput: false,
  });
  return asJson(response);
};

export const makePasskey = async (options: Json): Promise<Json> =>
  asJson(await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }));

type Signalling = { signalUnknownCredential?: (known: { rpId: string; credentialId: string }) => Promise<void> };

/** Tells the device that nobody here takes this passkey, so that it is offered no more. Not every browser listens. */
export const forgetPasskey = async (credentialId: unknown, rpId = location.hostname): Promise<void> => {
  const { signalUnknownCredential } = PublicKeyCredential as Signalling;
  if (typeof credentialId !== 'string') return;
  await signalUnknownCredential?.call(PublicKeyCredential, { rpId, credentialId }).catch(() => undefined);
};

/** Ends a pending request: only one may be open at a time. */
export const cancelPasskey = (): void => WebAuthnAbortService.cancelCeremony();

/** A browser refuses for many reasons; a person needs to know only whether to try again. */
export const passkeySentence = (error: unknown): string => {
  const name = error instanceof Error ? error.name : '';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.name : '';
  if (name === 'NotAllowedError' || cause === 'NotAllowedError') return 'The passkey was not used. Nothing happened.';
  if (name === 'AbortError') return 'Cancelled. Nothing happened.';
  if (name === 'InvalidStateError') return 'This device already holds a passkey for this user.';
  if (name === 'SecurityError')
    return 'Passkeys need a name, not a number, as the address. Open http://localhost instead.';
  return error instanceof Error ? error.message : 'The passkey did not work.';
};
