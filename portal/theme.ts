import type { PortalSettings } from './settings.ts';

/**
 * Sets the theme and the brand color of the page. The API puts the theme of the stage into the link, where
 * the platform may override it; without one, the browser's applies.
 */
export const applyTheme = (
  root: HTMLElement,
  { brandColor }: PortalSettings,
  theme: 'light' | 'dark' | undefined,
): void => {
  if (theme !== undefined) root.dataset.theme = theme;
  if (brandColor !== undefined) root.style.setProperty('--brand', brandColor);
};
