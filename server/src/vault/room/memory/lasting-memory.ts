import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import type { SealedState } from '../../contract/person-state.js';
import type { EndedRecord } from '../../contract/vault.js';

/** Where the vault keeps what it remembers of people beyond its own end. Nobody else may write there. */
export interface LastingMemory {
  /** Null where nothing was ever kept of this person. Throws where something was, and it cannot be read. */
  read(userId: string): SealedState | null;
  /** Only once this has come back may anything leave the vault that was made under this state. */
  write(sealed: SealedState): Promise<void>;
  /** What was taken out of use before this start. */
  ended(): EndedRecord[];
  end(records: EndedRecord[]): Promise<void>;
}

/** For tests whose vault need not outlive its process. */
export const passingMemory = (): LastingMemory => ({
  read: () => null,
  write: async () => undefined,
  ended: () => [],
  end: async () => undefined,
});

/** For a vault that works on keys alone: it may run beside the one that signs, so it must remember and sign nothing. */
export const closedMemory = (): LastingMemory => {
  const closed = (): never => {
    throw new DomainError(ErrorCode.PERMISSION_DENIED, 'This vault was opened for its keys alone, and signs nothing.');
  };
  return { read: closed, write: async () => closed(), ended: () => [], end: async () => closed() };
};

/** Never taken for nothing: whoever could damage a memory could else make the vault forget. */
export const damagedMemory = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'What the vault itself keeps about this person is damaged, so nothing is signed for them. Tell the operator: ' +
      'docs/operate.md says under "The vault\'s memory" what to do.',
  );

export const notKept = (): DomainError =>
  new DomainError(
    ErrorCode.INTERNAL,
    'The vault could not write down what it was about to do, so it did nothing. Tell the operator to look at its disk.',
  );
