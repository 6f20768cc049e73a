import { FieldResolver, Resolver, Root } from 'type-graphql';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import type { PasskeyService } from '../passkeys/passkey.service.js';
import type { Passkey } from '../records/user.entity.js';
import { PasskeyType } from './user.type.js';

/** How far a passkey may be relied on. */
@Resolver(() => PasskeyType)
export class PasskeyResolver {
  constructor(private readonly passkeys: PasskeyService) {}

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'From when on it confirms: payments, milder policies, keys, other passkeys and all else that asks. Until then it signs in. Null where it confirms already.',
  })
  confirmsFrom(@Root() passkey: Passkey): Date | null {
    return this.passkeys.confirmsFrom(passkey);
  }
}
