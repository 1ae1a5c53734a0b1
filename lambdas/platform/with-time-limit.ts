/**
 * Runs `work` with a signal that is aborted after `ms`, or together with `signal`. The timer is cleared when
 * the work ends. The timer of `AbortSignal.timeout` would remain and create an error when it fires.
 */
export async function withTimeLimit<Result>(
  ms: number,
  work: (limit: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  // The fault-injection tests know the timer by the name of this function.
  const endTimeLimit = (): void => controller.abort(new DOMException('', 'TimeoutError'));
  const timer = setTimeout(endTimeLimit, ms);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
