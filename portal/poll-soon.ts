/** For longer pauses than this, the usual polling interval is used. */
const LONGEST_SECONDS = 16;

/**
 * Seconds until the next poll for the result of work in progress: 1, 2, 4 and so on, at most as long as the
 * newest work has taken so far. Undefined if no work began recently.
 *
 * @param begins when each piece of work began
 */
export const pollSoon = (begins: readonly string[], now = Date.now()): number | undefined => {
  const age = (now - Math.max(...begins.map(Date.parse))) / 1000;
  const seconds = 2 ** Math.floor(Math.log2(Math.max(age, 1)));
  return seconds > LONGEST_SECONDS ? undefined : seconds;
};
