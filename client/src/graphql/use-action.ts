import { CombinedError } from '@urql/core';
import { useRef, useState } from 'react';
import { errorSentence } from './errors.js';
import { passkeySentence } from './passkey.js';

type ActionResult<Data> = { data?: Data | undefined; error?: CombinedError | undefined };

/** The data of an answer, or its error thrown, so that several steps read as one. */
export const dataOf = <Data>({ data, error }: ActionResult<Data>): Data => {
  if (error) throw error;
  if (!data) throw new Error('The server did not answer.');
  return data;
};

/** Runs one thing at a time and keeps the sentence to show when it fails. */
export const useAction = () => {
  const busy = useRef(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setWorking(true);
    setError(null);
    try {
      await work();
    } catch (cause) {
      setError(cause instanceof CombinedError ? errorSentence(cause) : passkeySentence(cause));
    } finally {
      busy.current = false;
      setWorking(false);
    }
  };
  return { run, working, error, setError };
};
