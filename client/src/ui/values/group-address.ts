/** An address or hash in groups of four, the only way two of them can be compared by eye. */
export const inFours = (text: string): string[] => text.match(/.{1,4}/g) ?? [];

/** First and last four characters: only beside a label that is proven, or where the full text is one click away. */
export const shortened = (text: string): string => (text.length <= 12 ? text : `${text.slice(0, 4)}…${text.slice(-4)}`);

/** The readable half of an asset: "USDC:GA5Z…" is USDC. */
export const assetCode = (asset: string): string => asset.split(':')[0] ?? asset;
