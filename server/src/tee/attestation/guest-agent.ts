import { z } from 'zod';
import { EnclaveError, type EnclaveEvent } from './enclave.js';
import { readInner, readReply, takeKey, takenKey } from './guest-agent-reply.js';
import { AGENT_LIMITS, type AgentLimits, postToAgent } from './guest-agent-socket.js';

const REPORT_DATA_BYTES = 64;
const PATH = /^[\x21-\x7e]{1,200}$/;

const hex = z
  .string()
  .regex(/^([0-9a-fA-F]{2})*$/)
  .toLowerCase();
const bytes = (count: number) => hex.length(count * 2);
const optional = z.string().nullish();

const event = z.object({
  imr: z.number().int().min(0).max(3),
  event_type: z.number().int().min(0).max(0xffff_ffff),
  digest: hex.default(''),
  event: z.string().max(1_000),
  event_payload: hex,
  version: z.number().int().optional(),
  event_log_version: z.number().int().optional(),
});
const events = z.array(event).max(5_000);

const infoReply = z.object({
  app_id: bytes(20),
  instance_id: hex,
  tcb_info: z.string(),
  os_image_hash: optional,
  key_provider_info: optional,
  vm_config: optional,
});
const tcbInfo = z.object({ app_compose: z.string().min(1) });
const quoteReply = z.object({ quote: hex.min(2), event_log: z.string() });
const keyReply = z.object({ key: takenKey, signature_chain: z.array(hex).max(10) });
const versionReply = z.object({ version: z.string().max(100), rev: z.string().max(100).optional() });

export type AgentInfo = z.infer<typeof infoReply> & { appCompose: string };
export type AgentQuote = { quote: Uint8Array; eventLog: EnclaveEvent[] };

/**
 * A strict client of the dstack guest agent. The vendor's own takes errors for answers, hangs on letters outside ASCII
 * and lets an environment variable redirect it; this one has an explicit path and believes no reply of another shape.
 */
export class GuestAgent {
  constructor(
    readonly socketPath: string,
    private readonly limits: AgentLimits = AGENT_LIMITS,
  ) {}

  async info(): Promise<AgentInfo> {
    const info = await this.ask('Info', {}, infoReply);
    return { ...info, appCompose: readInner('Info', 'tcb_info', info.tcb_info, tcbInfo).app_compose };
  }

  async getQuote(reportData: Uint8Array): Promise<AgentQuote> {
    if (reportData.length > REPORT_DATA_BYTES)
      throw new EnclaveError('BAD_REQUEST', `Report data holds ${REPORT_DATA_BYTES} bytes at most.`);
    const padded = Buffer.alloc(REPORT_DATA_BYTES);
    padded.set(reportData);
    const { quote, event_log } = await this.ask('GetQuote', { report_data: padded.toString('hex') }, quoteReply);
    const log = readInner('GetQuote', 'event_log', event_log, events);
    return { quote: new Uint8Array(Buffer.from(quote, 'hex')), eventLog: log.map(toEvent) };
  }

  /** `purpose` only stands in the agent's signatures; the path alone decides which key it is. */
  async getKey(path: string, purpose: string): Promise<Uint8Array> {
    if (!PATH.test(path) || !PATH.test(purpose))
      throw new EnclaveError('BAD_REQUEST', 'A key path and a purpose are 1 to 200 printable ASCII characters.');
    const reply = await postToAgent(this.socketPath, 'GetKey', { path, purpose, algorithm: 'secp256k1' }, this.limits);
    const key = reply.status === 200 ? takeKey(reply.body) : null;
    try {
      readReply('GetKey', reply, keyReply);
      if (!key) throw new EnclaveError('BAD_REPLY', `The guest agent's reply to GetKey holds no key.`);
      return key;
    } catch (error) {
      key?.fill(0);
      throw error;
    } finally {
      reply.body.fill(0);
    }
  }

  version(): Promise<{ version: string; rev?: string | undefined }> {
    return this.ask('Version', {}, versionReply);
  }

  private async ask<T>(method: string, body: Record<string, unknown>, shape: z.ZodType<T>): Promise<T> {
    return readReply(method, await postToAgent(this.socketPath, method, body, this.limits), shape);
  }
}

const toEvent = (one: z.infer<typeof event>): EnclaveEvent => ({
  imr: one.imr,
  eventType: one.event_type,
  digest: one.digest,
  event: one.event,
  payload: one.event_payload,
  version: one.version ?? one.event_log_version ?? 1,
});
