import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { announce } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';

const HasAccounts = graphql(`
  query HasAccounts {
    accounts(first: 1) { totalCount nodes { id } }
    auditLog(first: 1, filter: { action: "account.created" }) { totalCount nodes { id } }
    server { networks { network testMoney } }
  }
`);
const CreateFirst = graphql(`
  mutation CreateFirstAccount($input: CreateAccountInput!) {
    createAccount(input: $input) { id name }
  }
`);

export type FirstAccount = {
  state: 'checking' | 'making' | 'ready' | 'failed';
  error: string | null;
  retry: () => void;
};

/** Two tabs of a newcomer must not make two accounts: the browser lets one of them in at a time. */
const oneTabAtATime = <Result>(work: () => Promise<Result>): Promise<Result> =>
  navigator.locks ? navigator.locks.request('tuxedo.first-account', work) : work();

/** Someone without an account gets one, made and funded by the server. Real money never starts by itself. */
export const useFirstAccount = (): FirstAccount => {
  const client = useClient();
  const started = useRef(false);
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Omit<FirstAccount, 'retry'>>({ state: 'checking', error: null });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new run.
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    const make = async () => {
      const { data, error } = await client.query(HasAccounts, {}, { requestPolicy: 'network-only' });
      if (!data) return setState({ state: 'failed', error: error ? errorSentence(error) : null });
      const testNetwork = data.server.networks.find(({ testMoney }) => testMoney);
      // Whoever has archived every account does not want another one.
      const newcomer = data.accounts.totalCount + data.auditLog.totalCount === 0;
      if (!newcomer || !testNetwork) return setState({ state: 'ready', error: null });
      setState({ state: 'making', error: null });
      const made = await client.mutation(CreateFirst, { input: { name: 'Main', network: testNetwork.network } });
      announce('accounts');
      setState(made.error ? { state: 'failed', error: errorSentence(made.error) } : { state: 'ready', error: null });
    };
    void oneTabAtATime(make);
  }, [client, attempt]);

  const retry = () => {
    started.current = false;
    setState({ state: 'checking', error: null });
    setAttempt((count) => count + 1);
  };
  return { ...state, retry };
};
