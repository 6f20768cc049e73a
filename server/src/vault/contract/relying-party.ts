/** Passkeys are bound to the origin that browsers use. */
export type RelyingParty = { rpId: string; origin: string };

export const relyingPartyOf = (publicUrl: string): RelyingParty => {
  const { hostname, origin } = new URL(publicUrl);
  return { rpId: hostname, origin };
};
