import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../platform/graphql/context.js';
import type { SignedIn, SignInService } from '../passkeys/sign-in.service.js';
import {
  FinishRegistrationInput,
  FinishSignInInput,
  RecoveryCodeInput,
  StartRegistrationInput,
  StartSignInInput,
} from './user.inputs.js';
import { PasskeyChallenge, SignInPayload } from './user.type.js';

// Over HTTP the browser also gets the token as a cookie that no script can read.
const enter = async (context: RequestContext, signingIn: Promise<SignedIn>): Promise<SignedIn> => {
  const signedIn = await signingIn;
  context.setSessionCookie?.(signedIn.token, signedIn.expiresAt);
  return signedIn;
};

/**
 * The fields that need no session because they make one. Behind one gateway everybody has one address, so the limits by
 * address are about load alone: nobody guesses a passkey or a code. What makes rows that stay has narrower ones.
 */
@Resolver()
export class SignInResolver {
  constructor(private readonly signIn: SignInService) {}

  @Directive('@rateLimit(max: 300, window: "1m", per: IP)')
  @Mutation(() => PasskeyChallenge, { description: 'Begin to register: asks the browser to make a passkey.' })
  startRegistration(
    @Arg('input', () => StartRegistrationInput) { name }: StartRegistrationInput,
  ): Promise<PasskeyChallenge> {
    return this.signIn.startRegistration(name);
  }

  @Directive('@rateLimit(max: 60, window: "1m", per: IP)')
  @Mutation(() => SignInPayload, {
    description: 'Register with the new passkey. Shows the recovery codes, once; they hold once they are saved.',
  })
  finishRegistration(
    @Arg('input', () => FinishRegistrationInput) input: FinishRegistrationInput,
    @Ctx() context: RequestContext,
  ): Promise<SignedIn> {
    const passkeyName = input.passkeyName ?? undefined;
    return enter(context, this.signIn.finishRegistration({ ...input, passkeyName, userAgent: context.userAgent }));
  }

  @Directive('@rateLimit(max: 1200, window: "1m", per: IP)')
  @Mutation(() => PasskeyChallenge, { description: 'Begin to sign in, by button or by autofill. No name is needed.' })
  startSignIn(
    @Arg('input', () => StartSignInInput, { nullable: true }) _input?: StartSignInInput,
  ): Promise<PasskeyChallenge> {
    return this.signIn.startSignIn();
  }

  @Directive('@rateLimit(max: 1200, window: "1m", per: IP)')
  @Mutation(() => SignInPayload, { description: 'Sign in with a passkey.' })
  finishSignIn(
    @Arg('input', () => FinishSignInInput) input: FinishSignInInput,
    @Ctx() context: RequestContext,
  ): Promise<SignedIn> {
    return enter(context, this.signIn.finishSignIn({ ...input, userAgent: context.userAgent }));
  }

  @Directive('@rateLimit(max: 3000, window: "1m", per: IP)')
  @Mutation(() => SignInPayload, {
    description:
      'Sign in with a recovery code, which is used up. Ends all your other sessions and shows new codes. For 15 minutes one passkey can be added, and codes made, without another passkey; until one is there you can look and stop everything, and do nothing else.',
  })
  signInWithRecoveryCode(
    @Arg('input', () => RecoveryCodeInput) { code }: RecoveryCodeInput,
    @Ctx() context: RequestContext,
  ): Promise<SignedIn> {
    return enter(context, this.signIn.signInWithRecoveryCode(code, context.userAgent));
  }
}

/** Registered only where the local network is served: elsewhere the field does not exist. */
@Resolver()
export class DemoSignInResolver {
  constructor(private readonly signIn: SignInService) {}

  @Directive('@rateLimit(max: 20, window: "1m", per: IP)')
  @Mutation(() => SignInPayload, {
    description: 'Look around on the local network with test money, without a passkey.',
  })
  signInToLocalDemo(
    @Arg('name', () => String, { description: 'How you want to be called, 1 to 80 characters.' }) name: string,
    @Ctx() context: RequestContext,
  ): Promise<SignedIn> {
    return enter(context, this.signIn.signInToLocalDemo(name, context.userAgent));
  }
}
