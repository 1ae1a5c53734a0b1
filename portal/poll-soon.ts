/** From this age on, the usual pause is short enough. */
const LONGEST_SECONDS = 16;

/**
 * Seconds after which to look again for the result of something that is under way: 1, 2, 4 and so on,
 * about as long as it has taken so far. Undefined without anything that began lately.
 *
 * @param begins when each began
 */
export const pollSoon = (begins: readonly string[], now = Date.now()): number | undefined => {
  const age = (now - Math.max(...begins.map(Date.parse))) / 1000;
  const seconds = 2 ** Math.floor(Math.log2(Math.max(age, 1)));
  return seconds > LONGEST_SECONDS ? undefined : seconds;
};
