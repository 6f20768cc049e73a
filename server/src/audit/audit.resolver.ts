import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import { type Connection, paginate } from '../graphql/connection.js';
import { actorOf, type RequestContext } from '../graphql/context.js';
import { AuditRecord } from './audit.entity.js';
import { AuditConnection, AuditEntryType, AuditFilter, AuditVerification } from './audit.types.js';
import type { AuditLog, Verification } from './audit-log.js';

/** The caller's own log. */
@Resolver(() => AuditEntryType)
export class AuditResolver {
  constructor(private readonly audit: AuditLog) {}

  @Directive('@auth(scope: READ)')
  @Query(() => AuditConnection, { description: 'Every act of mine or in my name, newest first.' })
  auditLog(
    @Ctx() context: RequestContext,
    @Arg('filter', () => AuditFilter, { nullable: true }) filter: AuditFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<AuditRecord>> {
    return paginate(
      context.em,
      AuditRecord,
      { userId: actorOf(context).userId, ...conditions(filter) },
      { first, after },
    );
  }

  @Directive('@auth(scope: READ)')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Query(() => AuditVerification, { description: 'Recomputes my whole chain from its first entry.' })
  verifyAuditLog(@Ctx() context: RequestContext): Promise<Verification> {
    return this.audit.verify(actorOf(context).userId);
  }
}

const conditions = (filter: AuditFilter | null): Record<string, unknown> => {
  const { action, resource, since, until } = filter ?? {};
  const escaped = action?.replace(/[\\%_]/g, '');
  return {
    ...(escaped && { action: { $like: `${escaped}%` } }),
    ...(resource && { resource }),
    ...((since || until) && { at: { ...(since && { $gte: since }), ...(until && { $lt: until }) } }),
  };
};
