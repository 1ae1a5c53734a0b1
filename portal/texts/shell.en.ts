/** The texts of what is around the screens. */
export const shell = {
  title: (screen: string, organization: string | undefined) =>
    organization === undefined ? screen : `${screen} – ${organization}`,
  skip: 'Skip to the content',
  navigation: 'Screens',
  destinations: 'Destinations',
  events: 'Events',
  leave: 'Log out',
  back: 'Back',
  timesLocal: (zone: string) => `Times: ${zone}`,
  timesUtc: 'Times: UTC',
  showUtc: 'Show UTC',
  showLocal: 'Show your time zone',
  inUtc: (time: string) => `(${time})`,
  loading: 'Loading…',
  tryAgain: 'Try again',
  tryAgainIn: (seconds: number) =>
    seconds === 1 ? 'Try again in 1 second' : `Try again in ${seconds} seconds`,
  requestId: (id: string) => `Request ID: ${id}`,
  copy: 'Copy',
  copied: 'Copied',
  copyYourself: 'Selected: press Ctrl+C or ⌘C to copy',
  copyWhat: (what: string) => `Copy ${what}`,
  close: 'Close',
  cancel: 'Cancel',
  required: 'required',
  opensNewTab: 'opens a new tab',
} as const;

/** The states in which no screen is shown. */
export const states = {
  opening: 'Opening…',
  over: 'Your session is over',
  overText: 'For your security, a session ends after some time. Open this page again to continue.',
  linkExpired: 'This link has expired',
  linkExpiredText: 'Links to this page work for a few minutes only. Open the page again.',
  noAccess: 'You cannot open this page',
  noAccessText: 'Open this page from your account. Its address alone does not give access.',
  readOnly: 'You can look, but not change anything here',
  readOnlyText: 'Ask for access that allows changes.',
  notFound: 'There is no such page',
  notFoundText: 'The address may be misspelt, or the page may have been removed.',
  toDestinations: 'Show your destinations',
  openAgain: 'Open again',
  goBack: 'Go back',
  expiring: 'Your session ends soon. What you have not saved will be lost.',
  renewing: 'Renewing your session…',
  continueSession: 'Continue the session',
} as const;

/** Errors of calls, by what they mean to the viewer. */
export const errors = {
  title: 'That did not work',
  validation: 'Some values are not valid',
  unreachable: 'The service cannot be reached. Check your connection.',
  sessionOver: 'Your session is over.',
  forbidden: 'Your session does not allow this.',
  notFound: 'It does not exist, or has been deleted.',
  tooMany: 'There were too many requests.',
  server: 'The service has a problem. It is not your fault.',
  summary: (count: number) => (count === 1 ? 'There is a problem' : `There are ${count} problems`),
} as const;
