/** In a release nothing may be left open: digests are real and addresses are set. */
export type Mode = { release: boolean };

/** One rule of the files we deploy. `check` returns a sentence for every place that breaks it. */
export type Rule<Subject> = { id: string; sentence: string; check: (subject: Subject, mode: Mode) => string[] };

export type Finding = { file: string; rule: string; sentence: string; detail: string };

export const applyRules = <Subject>(
  file: string,
  rules: readonly Rule<Subject>[],
  subject: Subject,
  mode: Mode,
): Finding[] =>
  rules.flatMap(({ id, sentence, check }) =>
    check(subject, mode).map((detail) => ({ file, rule: id, sentence, detail })),
  );
