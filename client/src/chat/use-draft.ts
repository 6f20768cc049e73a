import { useState } from 'react';
import { browserStorage } from '../graphql/browser-storage.js';
import { usePerson } from '../graphql/person.js';

/** What was typed and not sent survives a reload, and goes with its person. */
export const useDraft = (threadId: string | null): [string, (text: string) => void] => {
  const person = usePerson();
  const name = `draft.${threadId ?? 'new'}`;
  const [draft, setDraft] = useState(() => browserStorage.read(person, name));
  const save = (text: string) => {
    setDraft(text);
    browserStorage.write(person, name, text);
  };
  return [draft, save];
};
