import { escapeHidden } from '../ui/values/escape-hidden.js';
import { assetCode, shortened } from '../ui/values/group-address.js';
import { groupNumbers } from '../ui/values/group-amounts.js';
import type { ToolItem } from './run-steps.js';

type Json = Record<string, unknown>;

const inputOf = (args: Json): Json => {
  const { input } = args;
  return typeof input === 'object' && input !== null ? (input as Json) : args;
};

const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? escapeHidden(String(value)) : null;

/** "proposePayment" reads as "Propose payment". */
const toolName = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The whole address stands on the card and in the raw call. */
const isAddress = (value: string): boolean => /^[GMC][A-Z2-7]{55,}$/.test(value);

const payment = (args: Json): string | null => {
  const { amount, asset, destination } = inputOf(args);
  const sum = text(amount);
  const to = text(destination);
  return sum && to
    ? `${groupNumbers(sum)} ${assetCode(text(asset) ?? 'XLM')} to ${isAddress(to) ? shortened(to) : to}`
    : null;
};

const briefly = (args: Json): string | null => {
  const values = Object.entries(inputOf(args))
    .filter(([key]) => !/id$|key$/i.test(key))
    .map(([, value]) => text(value))
    .filter((value) => value !== null);
  return values.length > 0 ? values.slice(0, 3).join(', ') : null;
};

/** One line for a call: what it is called with, in words where there are any. */
export const toolSummary = ({ call }: ToolItem): string => {
  const details =
    call.name === 'proposePayment' ? (payment(call.arguments) ?? briefly(call.arguments)) : briefly(call.arguments);
  return details ? `${toolName(call.name)}: ${details}` : toolName(call.name);
};

/** Why a call failed, in the server's words. */
export const toolFailure = ({ call }: ToolItem): string => {
  const message = call.result?.message;
  return typeof message === 'string' ? message : 'This step did not work.';
};
