import { useState } from 'react';
import { useClient } from 'urql';
import { announce } from '../graphql/announcements.js';
import { browserStorage } from '../graphql/browser-storage.js';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { HeadMemory } from './head-memory.js';
import { type Break, type Head, LogWalk } from './log-walk.js';
import { useLog } from './use-log.js';

const VerifyQuery = graphql(`
  query VerifyAuditLog($knownHead: String, $knownSeq: Int) {
    verifyAuditLog(knownHead: $knownHead, knownSeq: $knownSeq) { valid brokenAtSeq message checkpoints }
  }
`);

export type ChainResult = {
  /** As far as this browser could follow it. */
  end: Head;
  broken: Break | null;
  /** The entry that this browser saw last before, and whether it is among them; null on the first visit. */
  kept: (Head & { found: boolean }) | null;
  server: { valid: boolean; brokenAtSeq?: number | null; message: string; checkpoints: number };
};

/** Follows the whole log from its first entry in this browser, and asks the server what it finds itself. */
export const useChainCheck = (userId: string) => {
  const client = useClient();
  const log = useLog();
  const { run, working, error } = useAction();
  const [result, setResult] = useState<ChainResult | null>(null);
  const check = () =>
    run(async () => {
      const kept = new HeadMemory(browserStorage.device, userId).kept();
      const walk = new LogWalk(userId);
      const broken = await walk.toTheEnd(log);
      const known = kept ? { knownHead: kept.hash, knownSeq: kept.seq } : {};
      const { verifyAuditLog } = dataOf(await client.query(VerifyQuery, known, { requestPolicy: 'network-only' }));
      setResult({
        end: { seq: walk.seq, hash: walk.hash },
        broken,
        kept: kept && { seq: kept.seq, hash: kept.hash, found: walk.passed[kept.seq] === kept.hash },
        server: verifyAuditLog,
      });
      announce('audit');
    });
  return { check: () => void check(), result, working, error };
};
