/** The parameters in the fragment of the URL that opens the portal. */
export interface Opening {
  /** The short-lived link, to be exchanged for a session. */
  readonly link?: string;
  /** The screen to open, such as `/destinations/new`. */
  readonly to?: string;
  readonly theme?: 'light' | 'dark';
}

/**
 * Reads `#link=…&to=…&theme=…`. Undefined for any other fragment, such as that of a screen
 * (`#/destinations`).
 */
export const openingIn = (fragment: string): Opening | undefined => {
  if (!/^#(?:link|to|theme)=/.test(fragment)) return undefined;
  const members = new URLSearchParams(fragment.slice(1));
  const link = members.get('link');
  const to = members.get('to');
  const theme = members.get('theme');
  return {
    ...(link && { link }),
    ...(to && { to }),
    ...((theme === 'light' || theme === 'dark') && { theme }),
  };
};
