import { useEffect, useState } from 'react';

/** The time, renewed as often as it is drawn. */
export const useNow = (everyMs: number, read: () => number = Date.now): number => {
  const [now, setNow] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => setNow(read()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, read]);
  return now;
};
