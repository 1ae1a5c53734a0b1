/** The texts of the header, the navigation and the footer. */

export const title = (screen: string, organization: string | undefined) =>
  organization === undefined ? screen : `${screen} – ${organization}`;
export const skip = 'Skip to the content';
export const navigation = 'Screens';
export const destinations = 'Destinations';
export const events = 'Events';
export const leave = 'Log out';
export const times = (zone: string) => `Times: ${zone}`;
export const showUtc = 'Show UTC';
export const showLocal = 'Show your time zone';
export const inUtc = (time: string) => `(${time})`;
export const loading = 'Loading…';
export const tryAgain = 'Try again';
export const tryAgainIn = (seconds: number) =>
  seconds === 1 ? 'Try again in 1 second' : `Try again in ${seconds} seconds`;
export const requestId = (id: string) => `Request ID: ${id}`;
export const copy = 'Copy';
export const copied = 'Copied';
export const copyYourself = 'Selected: press Ctrl+C or ⌘C to copy';
export const copyWhat = (what: string) => `Copy ${what}`;
export const close = 'Close';
export const cancel = 'Cancel';
export const required = 'required';
export const opensNewTab = 'opens a new tab';
