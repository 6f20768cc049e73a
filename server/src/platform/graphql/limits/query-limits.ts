import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ParseOptions,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { ErrorCode } from '../../../kernel/errors.js';

export type QueryLimits = {
  depth: number;
  aliases: number;
  tokens: number;
  directives: number;
  /** Selections after fragments are spread out, so that nested fragments cannot grow without end. */
  selections: number;
  cost: number;
};

/** A page of the client stays far below each; fifty aliased calls still reach the rate limits that count them. */
export const QUERY_LIMITS: QueryLimits = {
  depth: 12,
  aliases: 60,
  tokens: 2_000,
  directives: 20,
  selections: 3_000,
  cost: 10_000,
};

export const parseOptionsFor = (limits: QueryLimits): ParseOptions => ({ maxTokens: limits.tokens });

export const tooMuch = (what: keyof QueryLimits, limit: number): GraphQLError =>
  new GraphQLError(`The query has too many ${WORDS[what]}: at most ${limit}. Split it into smaller ones.`, {
    extensions: { code: ErrorCode.BAD_USER_INPUT, limit: what, max: limit },
  });

const WORDS: Record<keyof QueryLimits, string> = {
  depth: 'levels',
  aliases: 'aliases',
  tokens: 'tokens',
  directives: 'directives',
  selections: 'fields',
  cost: 'points of cost',
};

type Measure = Record<'depth' | 'aliases' | 'directives' | 'selections', number>;

/** Refuses a document whose shape alone is too much; what depends on variables is priced by query-cost. */
export const queryLimitsRule =
  (limits: QueryLimits): ValidationRule =>
  (context: ValidationContext): ASTVisitor => ({
    OperationDefinition: (operation) => {
      const exceeded = new ShapeWalk(limits, (name) => context.getFragment(name) ?? undefined).exceededBy(operation);
      if (exceeded) context.reportError(tooMuch(exceeded, limits[exceeded]));
    },
  });

class ShapeWalk {
  private readonly seen: Measure = { depth: 0, aliases: 0, directives: 0, selections: 0 };

  constructor(
    private readonly limits: QueryLimits,
    private readonly fragment: (name: string) => FragmentDefinitionNode | undefined,
  ) {}

  exceededBy(operation: OperationDefinitionNode): keyof Measure | null {
    this.seen.directives = operation.directives?.length ?? 0;
    this.walk(operation.selectionSet, 1, new Set());
    return this.exceeded();
  }

  private exceeded(): keyof Measure | null {
    const keys = Object.keys(this.seen) as (keyof Measure)[];
    return keys.find((key) => this.seen[key] > this.limits[key]) ?? null;
  }

  // `path` holds the fragments that are open: a cycle is refused by another rule and must not run for ever here.
  private walk(set: SelectionSetNode, depth: number, path: ReadonlySet<string>): void {
    for (const selection of set.selections) {
      this.seen.selections += 1;
      this.seen.directives += selection.directives?.length ?? 0;
      if (this.exceeded()) return;
      if (selection.kind === Kind.FIELD) this.field(selection, depth, path);
      else if (selection.kind === Kind.INLINE_FRAGMENT) this.walk(selection.selectionSet, depth, path);
      else this.spread(selection.name.value, depth, path);
    }
  }

  private field(field: FieldNode, depth: number, path: ReadonlySet<string>): void {
    if (field.alias) this.seen.aliases += 1;
    this.seen.depth = Math.max(this.seen.depth, depth);
    // graphql-js bounds introspection by a rule of its own, and tools need more levels of it than data has.
    const isIntrospection = field.name.value === '__schema' || field.name.value === '__type';
    if (field.selectionSet) this.walk(field.selectionSet, isIntrospection ? Number.NEGATIVE_INFINITY : depth + 1, path);
  }

  private spread(name: string, depth: number, path: ReadonlySet<string>): void {
    const fragment = path.has(name) ? undefined : this.fragment(name);
    if (fragment) this.walk(fragment.selectionSet, depth, new Set([...path, name]));
  }
}
