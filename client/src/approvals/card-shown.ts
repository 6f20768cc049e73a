import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';

type OnCard = { arrived: (card: HTMLElement) => void; decided: () => void };

/** Where cards stand in a conversation, it brings a new one into view from its top: facts are read before buttons. */
export const CardShown = createContext<OnCard | null>(null);

export const useTellCardShown = (card: RefObject<HTMLElement | null>, pending: boolean, loaded: boolean): void => {
  const listener = useContext(CardShown);
  const before = useRef<boolean | null>(null);
  useEffect(() => {
    if (!loaded) return;
    if (pending && before.current !== true && card.current) listener?.arrived(card.current);
    if (!pending && before.current === true) listener?.decided();
    before.current = pending;
  }, [pending, loaded, card, listener]);
};
