import { escapeHidden } from './escape-hidden.js';

/** Text that somebody else chose: hidden characters are spelled out and its direction cannot leak into its neighbours. */
export const Plain = ({ text }: { text: string }) => <bdi>{escapeHidden(text)}</bdi>;
