import { useEffect, useRef, useState } from 'preact/hooks';

/** When the results of a change are looked for: most deliveries take less than a second. */
const SECONDS = [0, 1, 3, 8, 20];

/** A number that changes when what is shown may have changed, and a function that makes it change. */
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
