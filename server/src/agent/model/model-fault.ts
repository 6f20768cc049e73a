import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { askedWaitMs } from './asked-wait.js';

/** What went wrong at the model, in a sentence of ours: an endpoint's own text may repeat the key or the conversation. */
export class ModelFault extends DomainError {
  /** `waitMs` is what the endpoint asked for, where it did. */
  constructor(
    message: string,
    readonly mayPass: boolean,
    readonly waitMs: number | null = null,
  ) {
    super(ErrorCode.MODEL_UNAVAILABLE, message);
  }
}

const passing = (message: string): ModelFault => new ModelFault(message, true);
const lasting = (message: string): ModelFault => new ModelFault(message, false);

export const modelTimedOut = (): ModelFault =>
  lasting('The model did not answer in time. Try again, or check that OPENAI_BASE_URL is reachable.');
export const modelFellSilent = (): ModelFault =>
  passing('The model endpoint was silent for too long. Send the message again.');
export const modelWasCut = (): ModelFault =>
  passing('The model broke off in the middle of its answer. Send the message again.');
export const modelSaidNothing = (): ModelFault => passing('The model gave no answer. Send the message again.');
export const modelIsMalformed = (): ModelFault =>
  passing('What the model endpoint sent is no answer of a model. Check OPENAI_BASE_URL.');
export const modelSentTooMuch = (): ModelFault =>
  lasting('The model endpoint sent more than an answer may have, and was stopped. Ask for less at once.');
export const modelRanOut = (): ModelFault =>
  lasting('The answer reached the length that the model may write, so nothing of it was done. Ask for less at once.');
export const modelWasFiltered = (): ModelFault =>
  lasting('The content filter of the model endpoint stopped the answer. Say it in other words.');
export const modelDeclined = (): ModelFault => lasting('The model declined to answer this. Say it in other words.');

const CODES: Record<string, () => ModelFault> = {
  insufficient_quota: () => lasting('The quota of the model endpoint is used up. Add to it, or take another model.'),
  context_length_exceeded: () => lasting('The conversation is too long for the model. Go on in a new thread.'),
  content_filter: modelWasFiltered,
};

/** A fault that the endpoint told by a status, as its answer or within a stream. */
export const faultOfStatus = (status: number | undefined, code: unknown, headers?: Headers): ModelFault => {
  if (typeof code === 'string' && Object.hasOwn(CODES, code)) return CODES[code]!();
  if (status === 429) return busy(askedWaitMs(headers));
  if (status === 401 || status === 403) return lasting('The model endpoint refused the API key. Check OPENAI_API_KEY.');
  if (status !== undefined && status >= 300 && status < 400)
    return lasting(
      'The model endpoint sends to another address, which is not followed. Put that into OPENAI_BASE_URL.',
    );
  if (status === 404)
    return lasting('The model endpoint knows no such model or path. Check OPENAI_MODEL and OPENAI_BASE_URL.');
  if (status === undefined || status >= 500 || status === 408 || status === 409)
    return new ModelFault(
      'The model endpoint has a problem of its own. Try again in a minute.',
      true,
      askedWaitMs(headers),
    );
  return lasting(
    `The model endpoint refused the request with status ${status}. Check that OPENAI_MODEL supports tools and streaming.`,
  );
};

const busy = (waitMs: number | null): ModelFault => {
  const when = waitMs === null || waitMs <= 60_000 ? 'in a minute' : `in ${Math.ceil(waitMs / 60_000)} minutes`;
  return new ModelFault(`The model endpoint is busy or its quota is used up. Try again ${when}.`, true, waitMs);
};

export const toModelFault = (error: unknown): ModelFault => {
  if (error instanceof ModelFault) return error;
  if (error instanceof APIConnectionTimeoutError) return modelFellSilent();
  if (error instanceof APIConnectionError)
    return isHeadersOverflow(error)
      ? modelSentTooMuch()
      : passing('The model endpoint cannot be reached. Check OPENAI_BASE_URL and the network.');
  if (error instanceof APIError) return faultOfStatus(error.status, error.code, error.headers);
  return modelWasCut();
};

const isHeadersOverflow = (error: Error): boolean => {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && cause.code === 'UND_ERR_HEADERS_OVERFLOW') return true;
  return false;
};
