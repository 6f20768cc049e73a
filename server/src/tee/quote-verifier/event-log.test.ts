import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkCompose, composeHashOf } from './compose-hash.js';
import { type LoggedEvent, readBootFacts, replayRtmr3 } from './event-log.js';
import { worst } from './tcb-status.js';

const RUNTIME = 0x0800_0001;
const event = (name: string, payload: string, version = 1): LoggedEvent => ({
  imr: 3,
  eventType: RUNTIME,
  event: name,
  payload,
  version,
});
const sha384 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha384');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

describe('register 3', () => {
  it('is zeros before the first event, and no other register’s events count', () => {
    expect(replayRtmr3([])).toBe('0'.repeat(96));
    expect(replayRtmr3([{ ...event('x', 'aa'), imr: 2 }])).toBe('0'.repeat(96));
  });

  it('hashes type, name and payload in version 1, and their canonical JSON in version 2', () => {
    const one = sha384(Buffer.from('01000008', 'hex'), ':compose-hash:', Buffer.from('abcd', 'hex'));
    expect(replayRtmr3([event('compose-hash', 'abcd')])).toBe(sha384(Buffer.alloc(48), one).toString('hex'));
    const two = sha384('{"name":"compose-hash","payload":"abcd","type":134217729}');
    expect(replayRtmr3([event('compose-hash', 'ABCD', 2)])).toBe(sha384(Buffer.alloc(48), two).toString('hex'));
  });

  it('depends on the order', () => {
    const [a, b] = [event('a', '01'), event('b', '02')];
    expect(replayRtmr3([a, b])).not.toBe(replayRtmr3([b, a]));
  });
});

describe('what was booted', () => {
  const boot = ['app-id', 'compose-hash', 'instance-id', 'key-provider', 'os-image-hash', 'system-ready'].map((name) =>
    event(name, 'AA'),
  );

  it('is read from before the end of the boot, in small letters', () => {
    const facts = { appId: 'aa', composeHash: 'aa', instanceId: 'aa', keyProvider: 'aa', osImageHash: 'aa' };
    expect(readBootFacts(boot)).toEqual(facts);
    expect(readBootFacts(boot.toSpliced(4, 1))).toEqual({ ...facts, osImageHash: null });
  });

  it.each(['app-id', 'compose-hash', 'instance-id', 'key-provider', 'os-image-hash'])('holds "%s" once', (name) => {
    expect(() => readBootFacts([event(name, 'bb'), ...boot])).toThrow(`"${name}" 2 times`);
    expect(() => readBootFacts([...boot, event(name, 'bb')])).toThrow(`"${name}" 2 times`);
  });
});

describe('the compose file', () => {
  it('is hashed as it is, letters outside ASCII included', () => {
    const text = '{"b":1,\n"a":"—"}';
    expect(composeHashOf(text)).toBe(createHash('sha256').update(Buffer.from(text)).digest('hex'));
    expect(checkCompose(text, composeHashOf(text), '0'.repeat(96))).toContain('no second measurement');
    expect(checkCompose(text, composeHashOf(text), `02${'a'.repeat(94)}`)).toContain('not read here');
  });
});

describe('the worst of two verdicts', () => {
  it.each([
    ['UpToDate', 'UpToDate', 'UpToDate'],
    ['UpToDate', 'SWHardeningNeeded', 'SWHardeningNeeded'],
    ['SWHardeningNeeded', 'ConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded'],
    ['OutOfDate', 'ConfigurationNeeded', 'OutOfDateConfigurationNeeded'],
    ['OutOfDate', 'SWHardeningNeeded', 'OutOfDate'],
    ['Revoked', 'ConfigurationNeeded', 'Revoked'],
  ] as const)('of %s and %s is %s, whichever comes first', (a, b, expected) => {
    const [left, right] = [a, b].map((status) => ({ status, advisories: [`about ${status}`] }));
    expect(worst(left!, right!).status).toBe(expected);
    expect(worst(right!, left!)).toEqual(worst(left!, right!));
    expect(worst(left!, right!).advisories).toEqual([...new Set([`about ${a}`, `about ${b}`])].sort());
  });
});
