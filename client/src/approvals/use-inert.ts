import { useEffect, useState } from 'react';

const INERT_MS = 700;

/** True for a moment after the card appears or changes, so that a press meant for something else decides nothing. */
export const useInert = (version: string): boolean => {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(version), INERT_MS);
    return () => clearTimeout(timer);
  }, [version]);
  return settled !== version;
};
