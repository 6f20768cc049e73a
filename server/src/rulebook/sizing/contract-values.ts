import { Address, scValToBigInt, type xdr } from '@stellar/stellar-sdk/base';
import type { DecodedField } from '../facts/decoded.js';
import { visibleBytes } from './visible.js';

/** Nobody reads more than this in one operation, and what is cut could be what matters: so it is read whole or not at all. */
const LENGTH_MAX = 8_000;
const DEPTH_MAX = 12;

/** Every argument whole, one text each; throws where they are nested too deep to be read. */
export const argumentTexts = (args: readonly xdr.ScVal[]): string[] => args.map((value) => valueText(value));

export const assertReadable = (fields: readonly DecodedField[]): void => {
  if (fields.reduce((sum, { value }) => sum + value.length, 0) > LENGTH_MAX)
    throw new RangeError(`It is longer than ${LENGTH_MAX} characters.`);
};

/** `transfer(G…, C…, 5)`. */
export const callText = ({ functionName, args }: xdr.InvokeContractArgs): string =>
  `${symbolText(functionName.bytes)}(${argumentTexts(args).join(', ')})`;

// Such as contracts have; anything else could look like what stands around it.
const symbolText = (bytes: Uint8Array): string => {
  const text = visibleBytes(bytes);
  return /^\w+$/.test(text) ? text : JSON.stringify(text);
};

const valueText = (value: xdr.ScVal, depth = 1): string => {
  if (depth > DEPTH_MAX) throw new RangeError(`Its arguments are nested deeper than ${DEPTH_MAX}.`);
  const inner = (one: xdr.ScVal): string => valueText(one, depth + 1);
  switch (value.type) {
    case 'scvVoid':
      return 'nothing';
    case 'scvBool':
      return value.b ? 'true' : 'false';
    case 'scvU32':
    case 'scvI32':
      return String(value.value);
    case 'scvU64':
    case 'scvI64':
    case 'scvTimepoint':
    case 'scvDuration':
      return value.value.toString();
    case 'scvU128':
    case 'scvI128':
    case 'scvU256':
    case 'scvI256':
      return scValToBigInt(value).toString();
    case 'scvBytes':
      return `0x${Buffer.from(value.bytes.value).toString('hex')}`;
    case 'scvString':
      return JSON.stringify(visibleBytes(value.str.bytes));
    case 'scvSymbol':
      return symbolText(value.sym.bytes);
    case 'scvAddress':
      return Address.fromScAddress(value.address).toString();
    case 'scvVec':
      return `[${(value.vec ?? []).map(inner).join(', ')}]`;
    case 'scvMap':
      return `{${(value.map ?? []).map(({ key, val }) => `${inner(key)}: ${inner(val)}`).join(', ')}}`;
    default:
      // Errors, nonces and whole instances: no contract is called with one by anybody who means well.
      return `${value.type} 0x${Buffer.from(value.toXdr()).toString('hex')}`;
  }
};
