import { useEffect, useState } from 'preact/hooks';

let hasNavigated = false;

/** Whether the viewer has changed the screen since the page was loaded. */
export const wasNavigated = (): boolean => hasNavigated;

/** Opens a screen. */
export const navigate = (href: string): void => {
  location.hash = href;
};

/** Changes the address of the current screen, such as its filters, without a step in the history. */
export const replaceAddress = (href: string): void => {
  history.replaceState(null, '', href);
  dispatchEvent(new HashChangeEvent('hashchange'));
};

/** The fragment of the current address, kept up to date. */
export const useFragment = (): string => {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const update = () => {
      hasNavigated = true;
      setFragment(location.hash);
    };
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return fragment;
};
