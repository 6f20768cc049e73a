import { type RefObject, useEffect, useEffectEvent } from 'react';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** R opens the reason for a rejection; no key approves. On a page of its own the key works anywhere, in a list only inside the card. */
export const useRejectKey = (card: RefObject<HTMLElement | null>, everywhere: boolean, open: () => void): void => {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'r' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
      return;
    event.preventDefault();
    open();
  });
  useEffect(() => {
    const target = everywhere ? document : card.current;
    const listener = (event: Event) => onKey(event as KeyboardEvent);
    target?.addEventListener('keydown', listener);
    return () => target?.removeEventListener('keydown', listener);
  }, [card, everywhere]);
};
