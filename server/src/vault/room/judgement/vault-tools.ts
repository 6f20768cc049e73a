import type { RelyingParty } from '../../contract/relying-party.js';
import type { Keyring } from '../keys/keyring.js';
import type { LastingMemory } from '../memory/lasting-memory.js';
import { CheckpointKey } from '../seals/checkpoint-key.js';
import { EndedRecords } from '../seals/ended-records.js';
import { PasskeyVerifier } from '../seals/passkey-verifier.js';
import { RecordSeal } from '../seals/record-seal.js';
import type { LedgerWitness } from './ledger-witness.js';
import { PersonStates } from './person-states.js';
import { VerdictKey } from './verdict-key.js';

/** What the vault does with the keys that stand for its root, each with one of them. */
export type Tools = {
  passkeys: PasskeyVerifier;
  seals: RecordSeal;
  ended: EndedRecords;
  checkpoints: CheckpointKey;
  verdicts: VerdictKey;
  states: PersonStates;
};

type Options = RelyingParty & { ledger: LedgerWitness; memory: LastingMemory };

// Made once in the life of a vault: what it remembers of people outlives every rotation.
export const toolsOf = ({ subkeys }: Keyring, { rpId, origin, ledger, memory }: Options, now: () => Date): Tools => {
  const ended = new EndedRecords(memory, now);
  const seals = new RecordSeal(subkeys.recordMac, ended);
  return {
    seals,
    ended,
    checkpoints: new CheckpointKey(subkeys.checkpoint),
    verdicts: new VerdictKey(subkeys.verdict),
    passkeys: new PasskeyVerifier(subkeys.passkeyMac, { rpId, origin }, now, ended),
    states: new PersonStates(seals, ledger, memory, now),
  };
};
