import { type Opening, openingIn } from './fragment.ts';

/**
 * Reads the parameters that opened the portal. Removes them from the address bar and the history, so that
 * nobody can find the link there.
 */
export const takeOpening = (location: Location, history: History): Opening => {
  const opening = openingIn(location.hash);
  if (opening === undefined) return {};
  const screen = opening.to === undefined ? '' : `#${opening.to}`;
  history.replaceState(null, '', `${location.pathname}${location.search}${screen}`);
  return opening;
};
