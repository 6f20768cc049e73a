import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import { notFound } from '../../kernel/errors.js';
import { prefixOf } from '../../kernel/ids.js';
import type { RequestContext } from './context.js';
import { Node } from './node.js';

/** Finds an object of the caller's, or answers null; it must look for nothing that is not theirs. */
export type NodeFinder = (context: RequestContext, id: string) => Promise<object | null>;
/** By id prefix, such as `acc`. */
export type NodeFinders = ReadonlyMap<string, NodeFinder>;

/** Finds any object by its id alone, as Relay asks for. */
@Resolver(() => Node)
export class NodeResolver {
  constructor(private readonly finders: NodeFinders) {}

  @Directive('@auth(scope: READ)')
  @Query(() => Node, {
    nullable: true,
    description: 'Any object of mine by its id; NOT_FOUND if it is not there or not mine.',
  })
  node(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<object> {
    return this.find(id, context);
  }

  private async find(id: string, context: RequestContext): Promise<object> {
    const found = await this.finders.get(prefixOf(id))?.(context, id);
    if (!found) throw notFound('object');
    return found;
  }
}
