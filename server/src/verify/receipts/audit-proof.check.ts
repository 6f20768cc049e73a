import { leafHash, rootFrom } from '../../platform/audit/merkle.js';
import { isSignedBy } from '../../rulebook/checkpoint.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import type { Receipt } from './receipt.shape.js';

/** That each entry stands in a log whose head was signed. */
export const checkProof = ({ audit }: Receipt, expectedKey?: string): string => {
  const { entries, inclusions, checkpoint, userId } = audit;
  need(checkpoint.userId === userId, 'The checkpoint is of another person.');
  need(inclusions.length === entries.length, 'There is not exactly one proof for each entry.');
  for (const [index, { seq, hash }] of entries.entries()) {
    const { seq: proved, path } = inclusions[index]!;
    const siblings = path.map((node) => Buffer.from(node, 'hex'));
    const fits = proved === seq && seq <= checkpoint.seq;
    const root = fits ? rootFrom(leafHash(hash), seq - 1, checkpoint.seq, siblings) : null;
    need(root?.toString('hex') === checkpoint.root, `The proof does not lead from entry ${seq} to the root.`);
    need(seq !== checkpoint.seq || hash === checkpoint.head, `Entry ${seq} is not the head that was signed.`);
  }
  need(
    isSignedBy(checkpoint.publicKey, checkpoint, checkpoint.signature),
    'The checkpoint is not signed by the key it states.',
  );
  need(
    expectedKey === undefined || expectedKey === checkpoint.publicKey,
    `The checkpoint is signed by another key than yours: ${checkpoint.publicKey}.`,
  );
  const whose =
    expectedKey === undefined ? 'a key that the server states; compare it with the one you kept' : 'your key';
  return `All of them stand among the first ${checkpoint.seq} entries, signed by ${whose}: ${checkpoint.publicKey}.`;
};

/** That a head which somebody kept, such as the one of an approval's event, stands in the receipt. */
export const checkHead = ({ audit }: Receipt, head: string): string => {
  const found =
    audit.entries.find(({ hash }) => hash === head)?.seq ?? (audit.checkpoint.head === head && audit.checkpoint.seq);
  need(
    typeof found === 'number',
    'The head you kept is of no entry in this receipt. Verify the whole log with it: npm run verify -- audit.jsonl --head …',
  );
  return `The head you kept is the one of entry ${found}.`;
};
