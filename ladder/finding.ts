/** `what` is the same for as long as the fault is; `todo` says why it is one, and what to do. */
export type Finding = { file: string; what: string; todo: string };

export const factOf = ({ file, what }: Finding): string => `${file}: ${what}`;
export const lineOf = (finding: Finding): string => `${factOf(finding)}. ${finding.todo}`;
