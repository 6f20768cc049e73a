import { useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { ApprovalCard } from '../approval-card/ApprovalCard.js';
import { cardStateOf } from '../approval-card/card-state.js';
import { useRefreshOn } from '../graphql/announcements.js';
import { useConnection } from '../graphql/connection.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { serverNow } from '../graphql/server-clock.js';
import { useNow } from '../ui/browser/use-now.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { useTellCardShown } from './card-shown.js';
import { useDecision } from './use-decision.js';
import { useInert } from './use-inert.js';
import { useNewest } from './use-newest.js';
import { useRejectKey } from './use-reject-key.js';

const CardQuery = graphql(`
  query ApprovalCardLive($id: ID!) {
    transaction(id: $id) { ...ApprovalCard_Transaction }
    viewer { id demo passkeys { id } apiKeys { id name } }
    server { networks { network horizonUrl } }
  }
`);
const SpendingQuery = graphql(`
  query ApprovalCardSpending($accountId: ID!) {
    spending(accountId: $accountId) { asset network perDay used reserved resetsAt }
  }
`);

const useCard = (id: string) => {
  const [{ data, error }, refresh] = useQuery({ query: CardQuery, variables: { id } });
  const accountId = data?.transaction.account.id ?? '';
  const [spending, refreshSpending] = useQuery({ query: SpendingQuery, variables: { accountId }, pause: !accountId });
  const again = () => {
    refresh({ requestPolicy: 'network-only' });
    if (accountId) refreshSpending({ requestPolicy: 'network-only' });
  };
  useRefreshOn([`transaction:${id}`], again);
  return { data, error, again, spending: spending.data?.spending ?? [] };
};

/** The network's own record, once there is one. */
const recordUrlOf = (
  horizon: string | undefined,
  { hash, ledger }: { hash?: string | null; ledger?: number | null },
) => (horizon && hash && ledger ? `${horizon.replace(/\/$/, '')}/transactions/${hash}` : null);

type Props = { transactionId: string; level?: 'h1' | 'h3'; linkToChat?: boolean };

/** The card of one transaction as the server has it now. */
export const ApprovalCardLive = ({ transactionId, level = 'h3', linkToChat = false }: Props) => {
  const { data, error, again, spending } = useCard(transactionId);
  const nowMs = useNow(1000, serverNow);
  const connection = useConnection();
  const card = useRef<HTMLDivElement>(null);
  const [rejecting, setRejecting] = useState(false);
  const transaction = useNewest(data?.transaction);
  const passkey = !(data?.viewer.demo && data.viewer.passkeys.length === 0);
  const decision = useDecision(transaction, passkey);
  const state = transaction ? cardStateOf(transaction) : null;
  const inert = useInert(`${transaction?.id}:${transaction?.rev}:${state}`);
  useRejectKey(card, level === 'h1', () => state === 'pending' && setRejecting(true));

  const timeIsUp =
    state === 'pending' && transaction?.approval ? Date.parse(transaction.approval.expiresAt) <= nowMs : false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, at the moment the time runs out.
  useEffect(() => {
    if (timeIsUp) again();
  }, [timeIsUp]);

  useTellCardShown(card, state === 'pending', state !== null);

  const horizon = data?.server.networks.find(({ network }) => network === transaction?.account.network)?.horizonUrl;
  return (
    <div ref={card} className="scroll-mt-4">
      {error && !transaction && <ErrorNotice message={errorSentence(error)} onRetry={again} />}
      {!error && !transaction && <Loading what="the payment" />}
      {transaction && (
        <ApprovalCard
          transaction={transaction}
          spending={spending}
          decision={decision}
          rejecting={rejecting}
          setRejecting={setRejecting}
          nowMs={nowMs}
          passkey={passkey}
          inert={inert}
          level={level}
          linkToChat={linkToChat}
          connected={connection.state !== 'lost'}
          recordUrl={recordUrlOf(horizon, transaction)}
          keyName={data?.viewer.apiKeys.find(({ id }) => id === transaction.apiKeyId)?.name ?? null}
        />
      )}
    </div>
  );
};
