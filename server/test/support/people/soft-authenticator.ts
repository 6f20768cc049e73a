import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { encodeCbor } from './cbor.js';

type Options = Record<string, unknown>;
type Credential = {
  id: string;
  rpId: string;
  userHandle: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  counter: number;
};

/** A credential that outlives its process, private key and all. */
export type KeptCredential = Omit<Credential, 'privateKey' | 'publicKey'> & { jwk: JsonWebKey };

/** What a test can bend about one response. */
export type Overrides = {
  /** The counter to claim; without it the counter rises by one with every response. */
  counter?: number;
  userVerified?: boolean;
  challenge?: string;
  rpId?: string;
  credentialId?: string;
  userHandle?: string;
  type?: string;
};

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: string | Uint8Array): string => Buffer.from(data as Uint8Array).toString('base64url');

/** Tests only: a passkey provider in software, speaking the JSON of @simplewebauthn/browser. ES256, no attestation. */
export class SoftAuthenticator {
  private readonly credentials: Credential[] = [];

  /** A platform that always answers 0 is what most synced passkeys are. */
  constructor(private readonly counts = true) {}

  keep(): KeptCredential[] {
    return this.credentials.map(({ privateKey, publicKey: _, ...rest }) => ({
      ...rest,
      jwk: privateKey.export({ format: 'jwk' }),
    }));
  }

  static from(kept: KeptCredential[]): SoftAuthenticator {
    const authenticator = new SoftAuthenticator();
    for (const { jwk, ...rest } of kept) {
      const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
      authenticator.credentials.push({ ...rest, privateKey, publicKey: createPublicKey(privateKey) });
    }
    return authenticator;
  }

  /** Answers navigator.credentials.create(). */
  register(options: Options, origin: string, overrides: Overrides = {}): Record<string, unknown> {
    const { rp, user } = options as { rp: { id: string }; user: { id: string } };
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = base64url(randomBytes(32));
    const credential = { id, rpId: rp.id, userHandle: user.id, privateKey, publicKey, counter: 0 };
    this.credentials.push(credential);
    const authData = Buffer.concat([
      this.authenticatorData(credential, overrides, HAS_CREDENTIAL),
      attestedCredential(credential),
    ]);
    const attestation = new Map([
      ['fmt', 'none' as const],
      ['attStmt', new Map()],
      ['authData', authData],
    ] as [string, string | Map<string, string> | Uint8Array][]);
    return response(id, {
      clientDataJSON: clientData(overrides.type ?? 'webauthn.create', options, origin, overrides),
      attestationObject: base64url(encodeCbor(attestation)),
      transports: ['internal'],
    });
  }

  /** Answers navigator.credentials.get(): the newest credential of the site that the options allow. */
  assert(options: Options, origin: string, overrides: Overrides = {}): Record<string, unknown> {
    const credential = this.choose(options);
    const authData = this.authenticatorData(credential, overrides);
    const client = clientData(overrides.type ?? 'webauthn.get', options, origin, overrides);
    const signed = Buffer.concat([authData, sha256(Buffer.from(client, 'base64url'))]);
    return response(overrides.credentialId ?? credential.id, {
      clientDataJSON: client,
      authenticatorData: base64url(authData),
      signature: base64url(sign('sha256', signed, credential.privateKey)),
      userHandle: overrides.userHandle ?? credential.userHandle,
    });
  }

  private choose(options: Options): Credential {
    const allowed = ((options.allowCredentials ?? []) as { id: string }[]).map(({ id }) => id);
    const credential = this.credentials.findLast(
      ({ id, rpId }) => rpId === options.rpId && (allowed.length === 0 || allowed.includes(id)),
    );
    if (!credential) throw new Error(`No credential for ${options.rpId} in this authenticator.`);
    return credential;
  }

  private authenticatorData(credential: Credential, overrides: Overrides, flags = 0): Buffer {
    credential.counter += this.counts ? 1 : 0;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(overrides.counter ?? credential.counter);
    const verified = (overrides.userVerified ?? true) ? USER_VERIFIED : 0;
    const rpIdHash = sha256(overrides.rpId ?? credential.rpId);
    return Buffer.concat([rpIdHash, Buffer.from([flags | USER_PRESENT | verified]), counter]);
  }
}

const clientData = (type: string, options: Options, origin: string, { challenge }: Overrides): string =>
  base64url(JSON.stringify({ type, challenge: challenge ?? options.challenge, origin, crossOrigin: false }));

const attestedCredential = ({ id, publicKey }: Credential): Buffer => {
  const rawId = Buffer.from(id, 'base64url');
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const cose = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ]);
  return Buffer.concat([
    Buffer.alloc(16),
    Buffer.from([rawId.length >> 8, rawId.length & 0xff]),
    rawId,
    encodeCbor(cose),
  ]);
};

const response = (id: string, body: Record<string, unknown>): Record<string, unknown> => ({
  id,
  rawId: id,
  type: 'public-key',
  response: body,
  clientExtensionResults: {},
  authenticatorAttachment: 'platform',
});
