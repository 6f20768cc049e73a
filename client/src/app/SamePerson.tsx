import { useEffect } from 'react';
import { announce } from '../graphql/announcements.js';
import { usePerson } from '../graphql/person.js';
import { useStopped } from './notices/StoppedBanner.js';

/** A tab that slept while its browser got another session must not show one person what another left in it. */
export const SamePerson = () => {
  const person = usePerson();
  const viewer = useStopped();
  const isOther = viewer !== undefined && viewer.id !== person;
  useEffect(() => {
    if (isOther) announce('somebody-else');
  }, [isOther]);
  return null;
};
