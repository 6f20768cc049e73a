import { useState } from 'react';

const keyOf = (threadId: string | null): string => `tuxedo.draft.${threadId ?? 'new'}`;

/** What was typed and not sent survives a reload and the end of a session. */
export const useDraft = (threadId: string | null): [string, (text: string) => void] => {
  const key = keyOf(threadId);
  const [draft, setDraft] = useState(() => sessionStorage.getItem(key) ?? '');
  const save = (text: string) => {
    setDraft(text);
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  };
  return [draft, save];
};
