import { useEffect, useRef, useState } from 'preact/hooks';

let hasNavigated = false;

/** Whether the viewer has changed the screen since the page was loaded. */
export const wasNavigated = (): boolean => hasNavigated;

/** The viewer wants another screen while the current one is held. */
export interface Departure {
  readonly leave: () => void;
  readonly stay: () => void;
}

let hold: ((departure: Departure) => void) | undefined;

/**
 * Keeps the current screen when the viewer opens another one.
 *
 * @param ask called with how to leave and how to stay
 * @returns a function that releases the screen
 */
export const holdScreen = (ask: (departure: Departure) => void): (() => void) => {
  hold = ask;
  return () => {
    hold = undefined;
  };
};

/** Opens a screen after an action has succeeded, even if the current screen is held. */
export const navigate = (href: string): void => {
  hold = undefined;
  location.hash = href;
};

/** Changes the address of the current screen, such as its filters, without a step in the history. */
export const replaceAddress = (href: string): void => {
  history.replaceState(null, '', href);
  dispatchEvent(new HashChangeEvent('hashchange'));
};

/** The fragment of the current screen's address. */
export const useFragment = (): string => {
  const [fragment, setFragment] = useState(location.hash);
  const shown = useRef(fragment);
  shown.current = fragment;
  useEffect(() => {
    const leave = () => {
      hasNavigated = true;
      setFragment(location.hash);
    };
    // The address has already changed: staying adds an entry to the history.
    const stay = () => history.pushState(null, '', shown.current);
    const update = () => {
      if (hold === undefined || location.hash === shown.current) leave();
      else hold({ leave, stay });
    };
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return fragment;
};
