import { useEffect, useRef, useState } from 'preact/hooks';

/** Seconds after a change at which its results are loaded. Most deliveries take less than a second. */
const SECONDS = [0, 1, 3, 8, 20];

/**
 * A number that changes when the data on the screen may have changed, and a function that reports such a
 * change.
 */
export function useVersion(): { readonly version: number; readonly changed: () => void } {
  const [version, setVersion] = useState(0);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const stop = () => {
    for (const timer of timers.current) clearTimeout(timer);
  };
  useEffect(() => stop, []);
  const changed = () => {
    stop();
    timers.current = SECONDS.map((seconds) =>
      setTimeout(() => setVersion((before) => before + 1), seconds * 1_000),
    );
  };
  return { version, changed };
}
