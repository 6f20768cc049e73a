import { Arg, Query, Resolver } from 'type-graphql';
import { DomainError, ErrorCode } from '../errors.js';
import { Attestation, ServerInfo, TeeMode } from './server-info.types.js';

const NONCE = /^[\x21-\x7e]{1,128}$/;
const NO_PROOF =
  'This server does not run in a confidential virtual machine. Nothing proves which code answers or who can read its memory: trust it as far as you trust its operator.';

/** What anybody may ask before signing in. */
@Resolver()
export class ServerInfoResolver {
  constructor(private readonly info: ServerInfo) {}

  @Query(() => ServerInfo, { description: 'Version, networks and model of this server.' })
  server(): ServerInfo {
    return this.info;
  }

  @Query(() => Attestation, { description: 'What can be proved about the machine that answers.' })
  attestation(@Arg('nonce', () => String, { nullable: true }) nonce?: string): Attestation {
    return { mode: this.info.attestation, nonce: assertNonce(nonce), statement: statementFor(this.info.attestation) };
  }
}

const assertNonce = (nonce: string | undefined): string | null => {
  if (nonce == null) return null;
  if (!NONCE.test(nonce))
    throw new DomainError(ErrorCode.BAD_USER_INPUT, 'A nonce is 1 to 128 printable characters without spaces.');
  return nonce;
};

const statementFor = (mode: TeeMode): string => {
  if (mode === TeeMode.OFF) return NO_PROOF;
  throw new DomainError(ErrorCode.INTERNAL, 'The enclave gave no evidence. Do not trust this server with money.');
};
