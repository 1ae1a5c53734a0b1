import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Api, CallError } from './api.ts';
import { usePortal } from './portal-context.ts';

/** A call whose response a screen shows. */
export interface Call<Data> {
  /** The latest response. It stays while the next is loading, and after an error. */
  readonly data: Data | undefined;
  /** Why the newest call failed. */
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface CallState<Data> {
  readonly data?: Data;
  readonly error?: CallError;
  readonly isLoading: boolean;
}

/**
 * Calls the API when the screen opens and whenever `inputs` change. A new call aborts the previous one,
 * whose data stays visible: to show another destination, for example, give the component another `key`.
 *
 * @param run undefined while there is nothing to call
 * @param poll seconds after which the call is repeated while the page is visible @default never
 */
export const useCall = <Data>(
  run: ((api: Api, signal: AbortSignal) => Promise<Data>) | undefined,
  inputs: readonly unknown[],
  poll?: number | ((data: Data | undefined) => number | undefined),
): Call<Data> => {
  const { api } = usePortal();
  const [reloads, setReloads] = useState(0);
  const [state, setState] = useState<CallState<Data>>({ isLoading: run !== undefined });
  const newest = useRef(run);
  newest.current = run;

  useEffect(() => {
    const { current: call } = newest;
    if (call === undefined) return setState({ isLoading: false });
    const controller = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    call(api, controller.signal).then(
      (data) => controller.signal.aborted || setState({ data, isLoading: false }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, error: callError(error), isLoading: false }));
      },
    );
    return () => controller.abort();
  }, [api, reloads, run === undefined, ...inputs]);

  const reload = useCallback(() => setReloads((before) => before + 1), []);
  const seconds = typeof poll === 'function' ? poll(state.data) : poll;
  usePolling(reload, state.isLoading ? undefined : seconds);
  return { data: state.data, error: state.error, isLoading: state.isLoading, reload };
};

/** Calls `act` after some seconds. A hidden page waits until it is visible. */
const usePolling = (act: () => void, seconds: number | undefined): void => {
  useEffect(() => {
    if (seconds === undefined) return;
    let isDue = false;
    const actIfVisible = () => {
      if (isDue && document.visibilityState === 'visible') act();
    };
    const timer = setTimeout(() => {
      isDue = true;
      actIfVisible();
    }, seconds * 1000);
    document.addEventListener('visibilitychange', actIfVisible);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', actIfVisible);
    };
  }, [act, seconds]);
};

const callError = (error: unknown): CallError =>
  error instanceof CallError ? error : new CallError(0, String(error));

/** A change that the viewer requests. */
export interface Action<Inputs extends unknown[]> {
  readonly run: (...inputs: Inputs) => void;
  readonly isRunning: boolean;
  readonly error: CallError | undefined;
  readonly clear: () => void;
}

/** Runs one change at a time, and keeps its error. A change is not aborted when the screen closes. */
export const useAction = <Inputs extends unknown[]>(
  act: (api: Api, ...inputs: Inputs) => Promise<void>,
): Action<Inputs> => {
  const { api } = usePortal();
  const [state, setState] = useState<{ isRunning: boolean; error?: CallError }>({
    isRunning: false,
  });
  const run = (...inputs: Inputs) => {
    if (state.isRunning) return;
    setState({ isRunning: true });
    act(api, ...inputs).then(
      () => setState({ isRunning: false }),
      (error: unknown) => setState({ isRunning: false, error: callError(error) }),
    );
  };
  return { run, ...state, error: state.error, clear: () => setState({ isRunning: false }) };
};
