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
});
registerEnumType(Scope, {
  name: 'Scope',
  description:
    'What a caller may do. AGENT holds READ and PROPOSE only; an API key never APPROVE; the operator OPERATE alone.',
});
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description:
    'Every refusal the API can give; `errors[].extensions` carries it as `code`, with a stable number as `errorCode`.',
});
registerEnumType(Network, {
  name: 'Network',
  description:
    'LOCAL runs beside the server with test money, TESTNET is public with test money, MAINNET is real money.',
});
registerEnumType(MemoType, {
  name: 'MemoType',
  description: 'The kind of a memo. Equal characters of two kinds are two memos, and none is ever made into another.',
});
registerEnumType(Origin, {
  name: 'Origin',
  description:
    'Where a value comes from. USER: you said it. CONTACT, OWN_ACCOUNT: your address book. TOOL: the agent read or made it.',
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
  },
});
