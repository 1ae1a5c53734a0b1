/** The settings of the stage. A deployment writes them into the page. */
export interface PortalSettings {
  readonly organizationName?: string;
  /** URLs of the logos, relative to the page. */
  readonly logo?: string;
  readonly logoDark?: string;
  readonly brandColor?: string;
  /** The page that the viewer returns to after logging out. */
  readonly backUrl?: string;
  /** The platform's page that opens the portal again. */
  readonly refreshUrl?: string;
  /** The sources of pages that may frame the portal, as in the content security policy. */
  readonly frameAncestors?: readonly string[];
}

/** Reads the settings from their element in the page. */
export const readSettings = (page: Document): PortalSettings =>
  JSON.parse(page.getElementById('settings')?.textContent || '{}');
