import { APIConnectionError, APIError } from 'openai';
import { DomainError, ErrorCode } from '../../kernel/errors.js';

const unavailable = (message: string): DomainError => new DomainError(ErrorCode.MODEL_UNAVAILABLE, message);

export const modelTimedOut = (): DomainError =>
  unavailable('The model did not answer in time. Try again, or check that OPENAI_BASE_URL is reachable.');

export const modelWasCut = (): DomainError =>
  unavailable('The model broke off in the middle of its answer. Send the message again.');

const sentence = (status: number | undefined): string => {
  if (status === 401 || status === 403) return 'The model endpoint refused the API key. Check OPENAI_API_KEY.';
  if (status === 404) return 'The model endpoint knows no such model or path. Check OPENAI_MODEL and OPENAI_BASE_URL.';
  if (status === 429) return 'The model endpoint is busy or its quota is used up. Try again in a minute.';
  if (status !== undefined && status < 500)
    return `The model endpoint refused the request with status ${status}. Check that OPENAI_MODEL supports tools and streaming.`;
  return 'The model endpoint has a problem of its own. Try again in a minute.';
};

/** An endpoint's error text may repeat the key or the conversation, so only its status is told on. */
export const toModelError = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  if (error instanceof APIConnectionError)
    return unavailable('The model endpoint cannot be reached. Check OPENAI_BASE_URL and the network.');
  if (error instanceof APIError) return unavailable(sentence(error.status));
  return modelWasCut();
};
