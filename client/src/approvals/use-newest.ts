import { useRef } from 'react';

type Versioned = { id: string; rev: number };

/** Answers may overtake each other: one that is older than what was shown already changes nothing. */
export const newer = <Value extends Versioned>(
  shown: Value | undefined,
  arrived: Value | undefined,
): Value | undefined => (shown && arrived && shown.id === arrived.id && arrived.rev < shown.rev ? shown : arrived);

export const useNewest = <Value extends Versioned>(arrived: Value | undefined): Value | undefined => {
  const shown = useRef<Value | undefined>(undefined);
  shown.current = newer(shown.current, arrived);
  return shown.current;
};
