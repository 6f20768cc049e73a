import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../kernel/config.js';
import { DstackEnclave } from './dstack-enclave.js';
import { type Enclave, EnclaveError } from './enclave.js';
import { GuestAgent } from './guest-agent.js';
import { AGENT_LIMITS, type AgentLimits } from './guest-agent-socket.js';
import { selfCheck } from './self-check.js';

export type EnclaveConfig = { teeMode: 'off' | 'required'; dstackSocket: string };

/**
 * The enclave, or null where TEE_MODE is off. Where it is required and there is none, nothing may start: not even the
 * database is opened, because its keys would be worked with outside.
 */
export const openEnclave = async (
  { teeMode, dstackSocket }: EnclaveConfig,
  limits: AgentLimits = AGENT_LIMITS,
): Promise<Enclave | null> => {
  if (teeMode === 'off') return null;
  const enclave = new DstackEnclave(new GuestAgent(dstackSocket, limits));
  await assertEnclave(enclave);
  return enclave;
};

/** Throws a ConfigError unless a quote over something that nobody could foresee can be had, and fits. */
const assertEnclave = async (enclave: Enclave): Promise<void> => {
  const challenge = randomBytes(64);
  try {
    const [quote, info] = [await enclave.quote(challenge), await enclave.info()];
    selfCheck(quote, info, challenge);
  } catch (error) {
    if (!(error instanceof EnclaveError)) throw error;
    throw new ConfigError(`TEE_MODE=required needs an enclave. ${error.message} Deploy to one, or set TEE_MODE=off.`);
  }
};
