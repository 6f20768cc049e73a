import { useRef } from 'react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf } from '../graphql/use-action.js';
import type { WatchedSource } from './head-watch.js';

const PageQuery = graphql(`
  query AuditPageOfLog($after: Int!) {
    auditExport(format: JSONL, after: $after) { text nextSeq head }
  }
`);
const NewestQuery = graphql(`
  query AuditNewest {
    auditLog(first: 1) { nodes { id seq hash } }
  }
`);
const HoldsQuery = graphql(`
  query AuditHolds($head: String!) {
    verifyAuditLog(knownHead: $head) { knownHeadFound }
  }
`);
const fresh = { requestPolicy: 'network-only' } as const;

/** The person's log at the server, always asked anew: a copy in this page would only confirm itself. */
export const useLog = (): WatchedSource => {
  const client = useClient();
  const log = useRef<WatchedSource>(null);
  log.current ??= {
    page: async (after) => {
      const { auditExport } = dataOf(await client.query(PageQuery, { after }, fresh));
      return { ...auditExport, nextSeq: auditExport.nextSeq ?? null };
    },
    newest: async () => dataOf(await client.query(NewestQuery, {}, fresh)).auditLog.nodes[0] ?? null,
    holds: async (head) =>
      dataOf(await client.query(HoldsQuery, { head }, fresh)).verifyAuditLog.knownHeadFound === true,
  };
  return log.current;
};
