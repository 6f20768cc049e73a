/** Something that was checked does not hold; the message says what. */
export class Refuted extends Error {}

export const need: (holds: boolean, otherwise: string) => asserts holds = (holds, otherwise) => {
  if (!holds) throw new Refuted(otherwise);
};
