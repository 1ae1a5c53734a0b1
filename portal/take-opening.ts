import { type Opening, openingIn } from './fragment.ts';

/**
 * Reads what opened the portal and removes it from the address bar and the history, so that a link
 * cannot be copied or found there.
 */
export const takeOpening = (location: Location, history: History): Opening => {
  const opening = openingIn(location.hash);
  if (opening === undefined) return {};
  const screen = opening.to === undefined ? '' : `#${opening.to}`;
  history.replaceState(null, '', `${location.pathname}${location.search}${screen}`);
  return opening;
};
