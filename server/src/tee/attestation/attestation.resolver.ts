import { Arg, Directive, Query, Resolver } from 'type-graphql';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import { Attestation } from './attestation.types.js';
import { EnclaveError } from './enclave.js';
import type { Evidence } from './evidence.js';
import type { EvidenceService } from './evidence.service.js';
import { TeeMode } from './tee-mode.js';

const NONCE = /^(?:[0-9a-f]{2}){16,64}$/;
const NO_PROOF =
  'This server does not run in a confidential virtual machine. Nothing proves which code answers or who can read its memory: trust it as far as you trust its operator.';
const EVIDENCE =
  'This is evidence, not a verdict: no server can vouch for itself. Check it on a machine of yours with `npm run verify -- attestation`.';

/** What anybody may ask before trusting this server with anything. */
@Resolver()
export class AttestationResolver {
  /** Without a service no enclave is in use. */
  constructor(private readonly evidence: EvidenceService | null) {}

  @Directive('@rateLimit(max: 30, window: "1m", per: IP)')
  @Query(() => Attestation, { description: 'What can be proved about the machine that answers.' })
  async attestation(
    @Arg('nonce', () => String, {
      nullable: true,
      description: '16 to 64 random bytes of yours in hex, so that no old answer passes.',
    })
    nonce?: string | null,
  ): Promise<Attestation> {
    const asked = readNonce(nonce);
    if (!this.evidence) return { mode: TeeMode.OFF, nonce: asked, statement: NO_PROOF, evidence: null };
    const evidence = await this.get(this.evidence, asked);
    const ageSeconds = this.evidence.ageSeconds(evidence);
    return { mode: TeeMode.REQUIRED, nonce: asked, statement: EVIDENCE, evidence: { ...evidence, ageSeconds } };
  }

  private async get(service: EvidenceService, nonce: string | null): Promise<Evidence> {
    try {
      return await (nonce === null ? service.latestEvidence() : service.forNonce(nonce));
    } catch (error) {
      if (!(error instanceof EnclaveError)) throw error;
      throw new DomainError(ErrorCode.INTERNAL, 'The enclave gave no evidence. Do not trust this server with money.');
    }
  }
}

const readNonce = (nonce: string | null | undefined): string | null => {
  if (nonce == null) return null;
  if (!NONCE.test(nonce))
    throw badInput('A nonce is 16 to 64 random bytes of yours as lower-case hex: openssl rand -hex 32');
  return nonce;
};
