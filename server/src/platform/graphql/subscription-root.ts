import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { ErrorCode } from '../../kernel/errors.js';

const CONDITIONS = new Set(['skip', 'include']);

/** A subscription has exactly one root field, whatever its variables say: so the specification has it since 2025. */
export const subscriptionRootRule = (context: ValidationContext): ASTVisitor => ({
  OperationDefinition: (operation) => {
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
    for (const node of conditions(context, operation.selectionSet, new Set()))
      context.reportError(
        new GraphQLError('The root field of a subscription takes neither @skip nor @include. Subscribe, or do not.', {
          nodes: node,
          extensions: { code: ErrorCode.BAD_USER_INPUT },
        }),
      );
  },
});

const conditions = (context: ValidationContext, set: SelectionSetNode, open: Set<string>): DirectiveNode[] =>
  set.selections.flatMap((selection) => [
    ...(selection.directives ?? []).filter(({ name }) => CONDITIONS.has(name.value)),
    ...within(context, selection, open),
  ]);

/** Fragments are still the root; what a field selects is not. A fragment is looked into once, also where it is in itself. */
const within = (context: ValidationContext, selection: SelectionNode, open: Set<string>): DirectiveNode[] => {
  if (selection.kind === Kind.FIELD) return [];
  if (selection.kind === Kind.INLINE_FRAGMENT) return conditions(context, selection.selectionSet, open);
  const name = selection.name.value;
  const fragment = open.has(name) ? undefined : context.getFragment(name);
  open.add(name);
  return fragment ? conditions(context, fragment.selectionSet, open) : [];
};
