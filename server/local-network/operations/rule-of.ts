// Every kind of operation the network can carry out. Anything else is answered with op_not_supported.
import type { xdr } from '@stellar/stellar-sdk/base';
import { changeTrustRule } from './change-trust.js';
import { createAccountRule } from './create-account.js';
import type { OperationRule } from './operation-rule.js';
import { paymentRule } from './payment.js';
import { setOptionsRule } from './set-options.js';

export function ruleOf(body: xdr.OperationBody): OperationRule | undefined {
  switch (body.type) {
    case 'createAccount':
      return createAccountRule(body.value);
    case 'payment':
      return paymentRule(body.value);
    case 'changeTrust':
      return changeTrustRule(body.value);
    case 'setOptions':
      return setOptionsRule(body.value);
    default:
      return undefined;
  }
}
