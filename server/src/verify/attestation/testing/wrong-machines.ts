import { createHash } from 'node:crypto';
import { event } from '../../../tee/attestation/testing/synthetic-machine.js';
import { at, digestOf, evidence, log, policy, quote, type Wrong } from './wrong.js';

const OTHER = 'ab'.repeat(32);
const SEALED = 1n << 28n;
const foreignPurpose = createHash('sha512').update('ratls-cert:0123456789abcdef').digest();

const MACHINES = at('machine', [
  ['a machine in debug mode', /debug mode/, quote({ tdAttributes: SEALED | 1n })],
  ['a machine that can be moved', /another host/, quote({ tdAttributes: SEALED | (1n << 29n) })],
  ['a machine whose host may fool it', /pages of memory/, quote({ tdAttributes: 0n })],
  ['a machine with unknown attributes', /not known/, quote({ tdAttributes: SEALED | (1n << 40n) })],
]);

const REPORT_DATA = at('report data', [
  [
    'a key set that was exchanged with its digest',
    /not over your nonce, these keys/,
    (subject) => {
      subject.answer.evidence.keySet.auditCheckpointKey = 'x';
      subject.answer.evidence.keySetDigest = digestOf(subject);
    },
  ],
  [
    'a key set that was exchanged alone',
    /not that of the key set/,
    evidence(({ keySet }) => Object.assign(keySet, { auditCheckpointKey: 'x' })),
  ],
  [
    'another policy engine',
    /policy engine/,
    evidence((one) => Object.assign(one, { policyEngine: 'tuxedo-policy/0' })),
  ],
  ['report data of another purpose', /not over your nonce/, quote({ reportData: foreignPurpose })],
]);

const LOGS = at('event log', [
  [
    'a payload that was changed',
    /not lead to/,
    evidence(({ eventLog }) => Object.assign(eventLog[2]!, { payload: OTHER })),
  ],
  [
    'a payload that was changed with its digest',
    /not lead to/,
    evidence(({ eventLog }) => Object.assign(eventLog[2]!, { payload: OTHER, digest: 'ab'.repeat(48) })),
  ],
  ['an event that is left out', /not lead to/, evidence(({ eventLog }) => eventLog.splice(4, 1))],
  ['an event more', /not lead to/, evidence(({ eventLog }) => eventLog.push({ ...event('x', ''), digest: '' }))],
  ['two events in another order', /not lead to/, evidence(({ eventLog }) => eventLog.reverse())],
  ['a log without an event', /not lead to/, evidence(({ eventLog }) => eventLog.splice(0))],
  ['two compose hashes', /"compose-hash" 2 times/, log((boot) => boot.toSpliced(3, 0, event('compose-hash', OTHER)))],
  ['a second compose hash after the boot', /2 times/, log((boot) => [...boot, event('compose-hash', OTHER)])],
  ['a compose hash from after the boot alone', /after the boot/, log((boot) => [...boot.toSpliced(2, 1), boot[2]!])],
  ['no compose hash', /does not hold "compose-hash"/, log((boot) => boot.toSpliced(2, 1))],
  ['no application', /does not hold "app-id"/, log((boot) => boot.toSpliced(1, 1))],
  ['a boot that never ended', /system-ready/, log((boot) => boot.slice(0, -1))],
  [
    'an event of a foreign kind',
    /kind that does not/,
    evidence(({ eventLog }) => Object.assign(eventLog[4]!, { eventType: 1 })),
  ],
  [
    'an event of an unknown version',
    /version 3/,
    evidence(({ eventLog }) => Object.assign(eventLog[4]!, { version: 3 })),
  ],
]);

const COMPOSE_FILES = at('compose file', [
  ['another compose file', /measured was/, evidence((one) => Object.assign(one, { appCompose: '{}' }))],
  [
    'the same compose file written anew',
    /measured was/,
    evidence((one) => Object.assign(one, { appCompose: JSON.stringify(JSON.parse(one.appCompose), null, 1) })),
  ],
  ['another stated compose hash', /states another/, evidence((one) => Object.assign(one, { composeHash: OTHER }))],
  ['a machine set up for another one', /configured for another/, quote({ mrConfigId: `01${OTHER}${'0'.repeat(30)}` })],
]);

const RELEASES = at('release', [
  ['a compose file that nobody released', /none of the policy’s/, policy({ composeHashes: [OTHER] })],
  ['another application', /not the policy’s/, policy({ appId: '00'.repeat(20) })],
  ['another policy engine than demanded', /policy engine is/, policy({ policyEngine: 'tuxedo-policy/9' })],
  [
    'another application than stated',
    /names another/,
    evidence((one) => Object.assign(one, { appId: '00'.repeat(20) })),
  ],
]);

const FIRMWARE = { mrtd: 'ab'.repeat(48), rtmr0: 'b0'.repeat(48), rtmr1: 'b1'.repeat(48), rtmr2: 'b2'.repeat(48) };
const SYSTEMS = at('system', [
  ['another OS image', /OS image is/, policy({ osImageHashes: [OTHER] })],
  ['other firmware', /measured as/, policy({ measurements: [FIRMWARE] })],
  ['another source of keys', /keys come from/, policy({ keyProviders: ['ab'] })],
]);

const CHANNELS = at('channel', [
  ['a connection that ends elsewhere', /does not end in the machine/, policy({ channel: 'BOUND' })],
  [
    'a key of somebody else at its end',
    /does not end in the machine/,
    (subject) => {
      subject.channel.tlsKey = OTHER;
      policy({ channel: 'BOUND' })(subject);
    },
  ],
]);

/** Wrong machines and releases: everything from what the processor measured on. */
export const WRONG_MACHINES: Wrong[] = [
  ...[...MACHINES, ...REPORT_DATA, ...LOGS, ...COMPOSE_FILES],
  ...[...RELEASES, ...SYSTEMS, ...CHANNELS],
];
