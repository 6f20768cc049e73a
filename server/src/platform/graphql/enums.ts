import { registerEnumType } from 'type-graphql';
import { ActorKind, Scope } from '../../kernel/actor.js';
import { ErrorCode } from '../../kernel/errors.js';
import { Network } from '../../kernel/networks.js';
import { MemoType } from '../../rulebook/facts/memo.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Origin } from '../../rulebook/provenance.js';

// What the kernel and the rulebook hold is known to the vault as well, which has no API: it gets its place in the schema here.

registerEnumType(ActorKind, {
  name: 'ActorKind',
  description:
    'A signed-in person, a program with an API key, the agent acting for a person, whoever operates this server, or the server by itself.',
  valuesConfig: {
    AGENT: { description: 'The agent, for a person.' },
    API_KEY: { description: 'A program of a person, with a key.' },
    OPERATOR: { description: 'Whoever operates this server, by OPERATOR_TOKEN. Acts for nobody and owns nothing.' },
    PERSON: { description: 'A signed-in person.' },
    SERVER: { description: 'The server by itself: it signs what was decided, and closes what nobody decided in time.' },
  },
});
registerEnumType(Scope, {
  name: 'Scope',
  description:
    'What a caller may do. AGENT holds READ and PROPOSE only; an API key never APPROVE; the operator OPERATE alone.',
  valuesConfig: {
    APPROVE: { description: 'Deciding what waits. Held by people alone.' },
    CHAT: { description: 'Talking with the agent.' },
    MANAGE: { description: 'Changing accounts, contacts, policy and ways to sign in.' },
    OPERATE: { description: 'Working the keys of this server. Held by its operator alone.' },
    PROPOSE: { description: 'Proposing transactions.' },
    READ: { description: 'Looking at everything of the person.' },
  },
});
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description:
    'Every refusal the API can give; `errors[].extensions` carries it as `code`, with a stable number as `errorCode`.',
  valuesConfig: {
    ACCOUNT_NOT_FOUND: { description: 'The account is not on the ledger, or not there at all.' },
    ALREADY_DECIDED: { description: 'Somebody decided this before, or its time is over.' },
    BAD_USER_INPUT: { description: 'Something in the request is wrong; the message says what.' },
    CONFLICT: { description: 'It does not fit what is there now. Read it again, then try again.' },
    CONSENT_MISMATCH: { description: 'The confirmation is not for exactly this.' },
    CONSENT_REQUIRED: { description: 'A passkey must confirm this.' },
    FROZEN: { description: 'All signatures are stopped.' },
    INSUFFICIENT_BALANCE: { description: 'There is not enough to spend.' },
    INTERNAL: { description: 'A fault of the server; the message holds a request id for its operator.' },
    MEMO_REQUIRED: { description: 'The recipient takes no payment without a memo.' },
    MODEL_UNAVAILABLE: { description: 'The language model did not answer.' },
    NETWORK_ERROR: { description: 'The Stellar network did not answer.' },
    NOT_FOUND: { description: 'It is not there, or not yours.' },
    NO_TRUSTLINE: { description: 'An account cannot hold this asset yet.' },
    OUTCOME_UNKNOWN: { description: 'It was sent, and nobody knows yet whether it applied.' },
    PERMISSION_DENIED: { description: 'The caller may not do this.' },
    PRICE_UNAVAILABLE: { description: 'There is no price for this asset.' },
    RATE_LIMITED: { description: 'Too many calls; `retryAfterSeconds` says when to try again.' },
    SPENDING_LIMIT_EXCEEDED: { description: 'A limit of the policy is used up.' },
    TRANSACTION_FAILED: { description: 'The network did not carry it out.' },
    UNAUTHENTICATED: { description: 'Sign in first.' },
    UNSIZED_TRANSACTION: { description: 'Nobody can say how much could leave, so it is not signed.' },
  },
});
registerEnumType(Network, {
  name: 'Network',
  description:
    'LOCAL runs beside the server with test money, TESTNET is public with test money, MAINNET is real money.',
  valuesConfig: {
    LOCAL: { description: 'Beside the server, with test money.' },
    MAINNET: { description: 'Public, with real money.' },
    TESTNET: { description: 'Public, with test money.' },
  },
});
registerEnumType(MemoType, {
  name: 'MemoType',
  description: 'The kind of a memo. Equal characters of two kinds are two memos, and none is ever made into another.',
  valuesConfig: {
    HASH: { description: '32 bytes, in 64 hexadecimal digits.' },
    ID: { description: 'A whole number from 0 to 18446744073709551615.' },
    RETURN: { description: '32 bytes that name a payment which is sent back, in 64 hexadecimal digits.' },
    TEXT: { description: 'Text of at most 28 bytes.' },
  },
});
registerEnumType(Origin, {
  name: 'Origin',
  description:
    'Where a value comes from. USER: you said it. CONTACT, OWN_ACCOUNT: your address book. TOOL: the agent read or made it.',
  valuesConfig: {
    CONTACT: { description: 'Not named in this conversation; one of your contacts.' },
    OWN_ACCOUNT: { description: 'Not named in this conversation; an account of yours.' },
    TOOL: { description: 'You did not name it: the agent read it or worked it out.' },
    USER: { description: 'You named it in your own words.' },
  },
});
registerEnumType(TransactionStatus, {
  name: 'TransactionStatus',
  description: 'Where a transaction stands in its life.',
  valuesConfig: {
    AWAITING_APPROVAL: { description: 'A person must confirm it.' },
    DENIED: { description: 'The policy refused it; nothing was signed.' },
    REJECTED: { description: 'A person said no; nothing was signed.' },
    EXPIRED: { description: 'Its time passed and it can no longer apply.' },
    APPROVED: { description: 'Allowed; it will be signed as soon as the account is free.' },
    SIGNED: { description: 'Signed and stored, not yet sent.' },
    SUBMITTED: { description: 'Sent; the ledger has not answered.' },
    CONFIRMED: { description: 'In the ledger.' },
    FAILED: { description: 'It did not apply; see `failure`.' },
    UNKNOWN: {
      description:
        'Sent, outcome not yet known, also where the network refused it (see `failure`): it may still apply until `mayApplyUntil`.',
    },
    PROPOSED: { description: 'Just built; the policy decides next.' },
    SUPERSEDED: { description: 'A newer one took its place; it is not sent.' },
  },
});
