export const LabelSource = { CONTACT: 'CONTACT', OWN_ACCOUNT: 'OWN_ACCOUNT' } as const;
export type LabelSource = keyof typeof LabelSource;

/** What the owner calls an address; both null where they have no name for it. */
export type Label = { label: string | null; labelSource: LabelSource | null };
