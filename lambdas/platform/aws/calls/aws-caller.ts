import { type ExchangeResponse, httpExchange, type Limits } from '../../http/http-exchange.ts';
import type { AwsContext } from './aws-context.ts';
import { AwsError } from './aws-error.ts';
import { CorrectedClock } from './corrected-clock.ts';
import { customEndpointIn, endpointOptionsIn, hostOf, type Service } from './endpoints.ts';
import { delayBefore, type Retryable, RetryBudget, retryable } from './retry.ts';
import { type AwsRequest, signedCall } from './signed-call.ts';
import { type Credentials, Signer } from './sigv4.ts';

/** Options of a call, with the name that the SDK uses. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal | undefined;
  /** The maximum length of the response body in bytes. @default 32 MB */
  readonly maxBodyBytes?: number;
}

/** How a service's responses are read. */
export interface Protocol {
  /** @throws ChecksumError for a damaged response */
  check(response: ExchangeResponse): void;
  /** Converts an error response. */
  errorIn(response: ExchangeResponse): AwsError;
}

/** Timeouts in milliseconds. The total includes reading a body of some MB. */
const LIMITS: Limits = { connect: 1_000, response: 5_000, idle: 5_000, total: 15_000 };

/** Far longer than DynamoDB's responses, which have at most 16 MB (BatchGetItem) before encoding. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** As the SDK: `AWS_MAX_ATTEMPTS`, or else 3, and 4 for DynamoDB. */
const maxAttemptsOf = (service: Service, { AWS_MAX_ATTEMPTS }: NodeJS.ProcessEnv): number =>
  Number(AWS_MAX_ATTEMPTS) || (service === 'dynamodb' ? 4 : 3);

/**
 * Calls one AWS service: signs, sends, checks and, if need be, repeats a request.
 *
 * A call whose response is lost may have had its effect, and is repeated nevertheless, as the SDK does.
 */
export class AwsCaller {
  /** The origin and path prefix of the service. */
  readonly endpoint: URL;
  readonly #context: AwsContext;
  readonly #protocol: Protocol;
  readonly #signer: Signer;
  readonly #maxAttempts: number;
  readonly #budget = new RetryBudget();
  readonly #clock: CorrectedClock;

  constructor(context: AwsContext, service: Service, protocol: Protocol) {
    const { region, credentials, env } = context;
    const custom = customEndpointIn(service, env);
    const options = endpointOptionsIn(region, env);
    if (custom && (options.useFips || options.useDualStack)) {
      throw new Error('a custom endpoint cannot be combined with FIPS or dual-stack endpoints');
    }
    this.endpoint = new URL(custom ?? `https://${hostOf(service, options)}`);
    this.#context = context;
    this.#clock = new CorrectedClock(() => context.clock.now());
    this.#protocol = protocol;
    this.#signer = new Signer(credentials, region, service);
    this.#maxAttempts = maxAttemptsOf(service, env);
  }

  /** @throws AwsError, the error of the last attempt, or an abort error */
  async call(request: AwsRequest, options: CallOptions = {}): Promise<ExchangeResponse> {
    const { abortSignal } = options;
    let lastRetry: Retryable | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const { offset } = this.#clock;
      try {
        const response = await this.#attempt(request, options);
        this.#budget.restore(lastRetry);
        return response;
      } catch (error) {
        abortSignal?.throwIfAborted();
        const isCorrected = error instanceof AwsError && this.#clock.offset !== offset;
        const kind = isCorrected ? 'transient' : retryable(error);
        if (!kind || attempt >= this.#maxAttempts || !this.#budget.spend(kind)) throw error;
        lastRetry = kind;
        const { random, sleep } = this.#context.clock;
        await sleep(delayBefore(kind, attempt - 1, random()), abortSignal);
      }
    }
  }

  async #attempt(request: AwsRequest, options: CallOptions): Promise<ExchangeResponse> {
    const call = signedCall(request, this.#signer, this.#clock.now(), this.#context);
    const { abortSignal, maxBodyBytes = MAX_BODY_BYTES } = options;
    const response = await httpExchange({ ...call, maxBodyBytes }, LIMITS, abortSignal);
    const { status } = response;
    if (status < 200 || status >= 300) {
      this.#clock.correct(response.headers);
      throw this.#protocol.errorIn(withoutToken(response, this.#context.credentials));
    }
    this.#protocol.check(response);
    return response;
  }
}

/**
 * Removes the session token: the response to a wrong signature contains the signed request, and errors are
 * logged.
 */
const withoutToken = (
  response: ExchangeResponse,
  { sessionToken }: Credentials,
): ExchangeResponse => {
  if (!sessionToken || !response.body) return response;
  const text = response.body.toString().replaceAll(sessionToken, '[hidden]');
  return { ...response, body: Buffer.from(text) };
};
