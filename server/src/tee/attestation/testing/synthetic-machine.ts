import { createHash, createHmac } from 'node:crypto';
import { type LoggedEvent, replayRtmr3 } from '../../quote-verifier/event-log.js';
import { type QuoteParts, SyntheticPlatform } from '../../quote-verifier/testing/synthetic-platform.js';

/** As the platform measures it: JSON with a compose file in it. */
export const APP_COMPOSE = JSON.stringify({
  manifest_version: 2,
  name: 'tuxedo',
  runner: 'docker-compose',
  docker_compose_file: 'services:\n  backend:\n    image: example/tuxedo@sha256:00\n',
  kms_enabled: true,
});

const RUNTIME = 0x0800_0001;
const hex = (text: string): string => Buffer.from(text).toString('hex');
export const event = (name: string, payload: string, change: Partial<LoggedEvent> = {}): LoggedEvent => ({
  imr: 3,
  eventType: RUNTIME,
  event: name,
  payload,
  version: 1,
  ...change,
});

export type MachineParts = {
  appId: string;
  instanceId: string;
  appCompose: string;
  /** What the boot measured; the compose file's own hash unless a test says otherwise. */
  composeHash: string;
  osImageHash: string;
  log: (log: LoggedEvent[]) => LoggedEvent[];
  quote: Partial<QuoteParts>;
};

/** Tests only: a confidential machine on a synthetic processor, with a boot log that fits its registers. */
export class SyntheticMachine {
  readonly appId: string;
  readonly instanceId: string;
  readonly appCompose: string;
  readonly osImageHash: string;
  readonly keyProvider = JSON.stringify({ name: 'kms', id: '0f'.repeat(16) });
  readonly log: LoggedEvent[];
  private readonly parts: Partial<MachineParts>;

  constructor(
    readonly platform: SyntheticPlatform = new SyntheticPlatform(),
    parts: Partial<MachineParts> = {},
  ) {
    this.parts = parts;
    this.appId = parts.appId ?? 'a0'.repeat(20);
    this.instanceId = parts.instanceId ?? 'b0'.repeat(20);
    this.appCompose = parts.appCompose ?? APP_COMPOSE;
    this.osImageHash = parts.osImageHash ?? '05'.repeat(32);
    const composeHash = parts.composeHash ?? createHash('sha256').update(this.appCompose).digest('hex');
    const boot = [
      event('system-preparing', ''),
      event('app-id', this.appId),
      event('compose-hash', composeHash),
      event('instance-id', this.instanceId),
      event('boot-mr-done', ''),
      event('os-image-hash', this.osImageHash),
      event('key-provider', hex(this.keyProvider)),
      event('system-ready', ''),
    ];
    this.log = (parts.log ?? ((same) => same))(boot);
  }

  quote(reportData: Uint8Array, change: Partial<QuoteParts> = {}): Buffer {
    const [r0, r1, r2] = ['b0', 'b1', 'b2'].map((byte) => byte.repeat(48));
    const rtmrs: QuoteParts['rtmrs'] = [r0!, r1!, r2!, replayRtmr3(this.log)];
    return this.platform.quote({ rtmrs, reportData, ...this.parts.quote, ...change });
  }

  /** A key that depends on application and path alone, as the real ones do. */
  key(path: string): Buffer {
    return createHmac('sha256', `app key of ${this.appId}`).update(path).digest();
  }
}
