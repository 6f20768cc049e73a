import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../platform/graphql/context.js';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';
import type { ReceiptsService } from './receipts.service.js';

/** The proof of one transaction, to keep and to show. */
@Resolver()
export class ReceiptResolver {
  constructor(private readonly receipts: ReceiptsService) {}

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: TRANSACTION)')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@cost(weight: 20)')
  @Query(() => JsonObjectScalar, {
    description:
      'A document that proves one transaction which the ledger has decided: what was signed, who confirmed which text, and that the log holds it. Save it and check it offline with `npm run verify -- receipt.json`.',
  })
  async receipt(@Ctx() _context: RequestContext, @Arg('id', () => ID) id: string): Promise<Record<string, unknown>> {
    return this.receipts.receipt(id);
  }
}
