/** `todo` says why it is a fault, and what to do. */
export type Finding = { file: string; what: string; todo: string };

export const lineOf = ({ file, what, todo }: Finding): string => `${file}: ${what}. ${todo}`;
