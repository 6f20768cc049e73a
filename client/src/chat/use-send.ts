import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useClient } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';

const CreateThread = graphql(`
  mutation CreateThread {
    createThread { id title updatedAt }
  }
`);
const SendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) { id status }
  }
`);

/** Sends one composed message at most once: a retry after a lost answer carries the same key and the same thread. */
export const useSend = (threadId: string | null, onSent: () => void) => {
  const client = useClient();
  const navigate = useNavigate();
  const attempt = useRef<{ text: string; key: string } | null>(null);
  const made = useRef<string | null>(null);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const threadFor = async (): Promise<string | null> => {
    if (threadId ?? made.current) return threadId ?? made.current;
    const { data, error } = await client.mutation(CreateThread, {});
    if (error) setError(errorSentence(error));
    made.current = data?.createThread.id ?? null;
    return made.current;
  };

  const deliver = async (text: string): Promise<boolean> => {
    if (attempt.current?.text !== text) attempt.current = { text, key: crypto.randomUUID() };
    const id = await threadFor();
    if (!id) return false;
    const input = { threadId: id, text, idempotencyKey: attempt.current.key };
    const { error } = await client.mutation(SendMessage, { input }, { additionalTypenames: ['Thread', 'Message'] });
    if (error) {
      setError(errorSentence(error));
      return false;
    }
    attempt.current = null;
    made.current = null;
    onSent();
    if (!threadId) navigate(`/chat/${id}`);
    return true;
  };

  /** True when the server has taken the message. */
  const send = async (text: string): Promise<boolean> => {
    if (sending || !text.trim()) return false;
    setSending(true);
    setError(null);
    try {
      return await deliver(text.trim());
    } finally {
      setSending(false);
    }
  };
  return { send, sending, error };
};
