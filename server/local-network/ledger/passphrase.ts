/** The name of the local network. Every key and every signature on it is bound to these words. */
export const LOCAL_PASSPHRASE = 'Tuxedo Local Network ; 2026';
