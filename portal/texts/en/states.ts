/** The states in which no screen is shown. */

export const opening = 'Opening…';
export const over = 'Your session is over';
export const overText =
  'A session ends after some time. To continue, open this page from your account again.';
export const loggedOut = 'You are logged out';
export const loggedOutText = 'To continue, open this page from your account again.';
export const linkExpired = 'This link has expired';
export const linkExpiredText =
  'A link works for a few minutes only. To continue, open this page from your account again.';
export const unreachable = 'This page cannot be opened now';
export const noAccess = 'You cannot open this page';
export const noAccessText =
  'Open this page from your account. Its address alone does not give access.';
export const readOnly = 'You have read-only access';
export const readOnlyText = 'Ask for access that allows changes.';
export const notFound = 'Page not found';
export const notFoundText = 'The address may be wrong, or the page may have been removed.';
export const toDestinations = 'Show your destinations';
export const openAgain = 'Open again';
export const goBack = 'Go back';
export const expiring = 'Your session ends soon. What you have not saved will be lost.';
export const renewing = 'Renewing your session…';
export const continueSession = 'Continue the session';
