import { useEffect, useEffectEvent } from 'react';
import { type TypedDocumentNode, useClient } from 'urql';
import type { Resume } from './client.js';

type Options<Data, Variables> = {
  query: TypedDocumentNode<Data, Variables>;
  /** Identifies the stream; a new key starts a new subscription, null means none. */
  streamKey: string | null;
  variables: () => Variables;
  onEvent: (data: Data) => void;
  onEnd?: () => void;
};

/** Subscribes once for each key and resumes after a reconnect from what `variables` says then. */
export const useResumingSubscription = <Data, Variables extends object>(options: Options<Data, Variables>): void => {
  const client = useClient();
  const { query, streamKey } = options;
  const onEvent = useEffectEvent(options.onEvent);
  const onEnd = useEffectEvent(() => options.onEnd?.());
  const variables = useEffectEvent(options.variables);

  useEffect(() => {
    if (streamKey === null) return;
    let closed = false;
    const resume: Resume = () => ({ ...variables() }) as Record<string, unknown>;
    const { unsubscribe } = client.subscription(query, variables(), { resume }).subscribe(({ data, hasNext }) => {
      if (closed) return;
      if (data) onEvent(data);
      if (hasNext === false) onEnd();
    });
    return () => {
      closed = true;
      unsubscribe();
    };
  }, [client, query, streamKey]);
};
