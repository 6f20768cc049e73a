import type { ASTVisitor, ValidationContext } from 'graphql';
import { badInput, type DomainError } from '../../../kernel/errors.js';
import { isStorable } from '../../db/storable.js';
import { refusedValue } from './refused-value.js';

const SENTENCE = 'Text must have no NUL character and no half of a character (a lone surrogate). Leave it out.';

/** For what stands in the document itself, whichever scalar would read it. */
export const storableLiteralsRule = (context: ValidationContext): ASTVisitor => ({
  StringValue: (node) => {
    if (isStorable(node.value)) return;
    context.reportError(refusedValue(SENTENCE, node));
  },
});

/** What is wrong with the variables, or null. Every text in them is looked at, keys and those that nothing uses too. */
export const unstorableVariable = (variables: Record<string, unknown>): DomainError | null => {
  const bad = Object.entries(variables).find(([name, value]) => !isStorable(name) || holdsUnstorable(value));
  return bad ? badInput(SENTENCE, isStorable(bad[0]) ? { path: bad[0] } : {}) : null;
};

// Without recursion: how deep it may be is asked later, by the scalars.
const holdsUnstorable = (value: unknown): boolean => {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && !isStorable(next)) return true;
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, item] of Object.entries(next)) {
      if (!isStorable(key)) return true;
      open.push(item);
    }
  }
  return false;
};
