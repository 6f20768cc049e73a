import type { Enclave, EnclaveInfo, EnclaveQuote } from './enclave.js';
import type { GuestAgent } from './guest-agent.js';

const PURPOSE = 'tuxedo';

/** A confidential virtual machine under dstack, reached through its guest agent. */
export class DstackEnclave implements Enclave {
  constructor(private readonly agent: GuestAgent) {}

  async info(): Promise<EnclaveInfo> {
    const { app_id, instance_id, appCompose, os_image_hash, key_provider_info, vm_config } = await this.agent.info();
    return {
      appId: app_id,
      instanceId: instance_id,
      appCompose,
      osImageHash: os_image_hash ?? null,
      keyProvider: key_provider_info ?? null,
      vmConfig: vm_config ?? null,
    };
  }

  quote(reportData: Uint8Array): Promise<EnclaveQuote> {
    return this.agent.getQuote(reportData);
  }

  key(path: string): Promise<Uint8Array> {
    return this.agent.getKey(path, PURPOSE);
  }
}
