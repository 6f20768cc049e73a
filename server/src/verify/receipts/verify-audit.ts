import canonicalize from 'canonicalize';
import { ChainWalk, sameStatement } from '../../platform/audit/chain-walk.js';
import { CHECKPOINT_EVERY, isSignedBy } from '../../rulebook/checkpoint.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import { checkpointShape, entryShape } from './receipt.shape.js';
import { type Report, reportOf, type Step, step } from './report.js';
import type { Expected } from './verify-receipt.js';

const AUDIT_TRUST =
  'What no file can show: that its end was not cut off (verify it with --head and a hash you kept), and that the server shows everybody the same log.';

type Line = Record<string, unknown>;

/** Checks an exported log line by line: every byte of it counts. */
export const verifyAuditFile = async (text: string, { head, key }: Expected = {}): Promise<Report> => {
  const file = new AuditFile(key);
  const chain = await step('entries', () => {
    for (const [index, line] of linesOf(text).entries()) file.take(readLine(line, index + 1), index + 1);
    return file.entries();
  });
  const steps: Step[] = [chain];
  if (chain.ok) steps.push(await step('checkpoints', () => file.signatures()));
  if (chain.ok && head !== undefined) steps.push(await step('kept head', () => file.knows(head)));
  return reportOf('audit log', steps, AUDIT_TRUST);
};

const linesOf = (text: string): string[] => {
  need(text.endsWith('\n'), 'The last line is not whole.');
  return text.slice(0, -1).split('\n');
};

const readLine = (line: string, number: number): Line => {
  const value: unknown = JSON.parse(line);
  need(typeof value === 'object' && value !== null, `Line ${number} is no entry.`);
  need(canonicalize(value) === line, `Line ${number} is not written as the server wrote it.`);
  return value as Line;
};

/** The log as it grows line by line. */
class AuditFile {
  private walk: ChainWalk | null = null;
  private readonly hashes = new Map<string, number>();
  private readonly keys = new Set<string>();
  private signed = 0;

  constructor(private readonly expectedKey: string | undefined) {}

  take(line: Line, number: number): void {
    if ('checkpoint' in line) this.takeCheckpoint(line, number);
    else this.takeEntry(line, number);
  }

  private takeEntry(line: Line, number: number): void {
    need(!this.awaitsCheckpoint(), `Line ${number}: the checkpoint of entry ${this.walk?.seq} is missing before it.`);
    const { success, data } = entryShape.safeParse(line);
    need(success, `Line ${number} does not have the shape of an entry.`);
    this.walk ??= new ChainWalk(data.userId);
    const { seq } = this.walk;
    need(
      this.walk.follow(data),
      `Line ${number} does not follow from entry ${seq}: it was changed, or an entry is missing, moved or there twice.`,
    );
    this.hashes.set(data.hash, data.seq);
  }

  private takeCheckpoint(line: Line, number: number): void {
    const { success, data } = checkpointShape.safeParse(line.checkpoint);
    const alone = Object.keys(line).length === 1;
    need(success && alone, `Line ${number} does not have the shape of a checkpoint.`);
    const statement = this.walk?.statement();
    const fits = this.awaitsCheckpoint() && statement !== undefined && sameStatement(data, statement);
    need(fits, `Line ${number}: the checkpoint does not speak of the entries before it.`);
    const { publicKey, signature } = data;
    need(isSignedBy(publicKey, data, signature), `Line ${number}: the checkpoint is not signed by the key it states.`);
    this.keys.add(publicKey);
    this.signed += 1;
  }

  /** True between the last entry of a block and its checkpoint. */
  private awaitsCheckpoint(): boolean {
    const seq = this.walk?.seq ?? 0;
    return seq > 0 && seq % CHECKPOINT_EVERY === 0 && this.signed < seq / CHECKPOINT_EVERY;
  }

  entries(): string {
    need(!this.awaitsCheckpoint(), `The checkpoint of entry ${this.walk?.seq} is missing: the end was cut off.`);
    return `All ${this.walk?.seq ?? 0} entries follow from one another. The head is ${this.walk?.head}.`;
  }

  signatures(): string {
    const [key, ...others] = this.keys;
    need(others.length === 0, 'The checkpoints are signed by more than one key.');
    if (key === undefined) return `None yet: one is due every ${CHECKPOINT_EVERY} entries.`;
    need(this.expectedKey === undefined || this.expectedKey === key, `Another key than yours signed them: ${key}.`);
    const whose =
      this.expectedKey === undefined ? 'a key that the server states; compare it with the one you kept' : 'your key';
    return `${this.signed} agree with the entries, signed by ${whose}: ${key}.`;
  }

  knows(head: string): string {
    const seq = this.hashes.get(head);
    need(seq !== undefined, 'The head you kept is not in this log: its end was cut off, or it was written anew.');
    return `The head you kept is the one of entry ${seq}.`;
  }
}
