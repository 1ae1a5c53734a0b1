import type { PortalSettings } from './settings.ts';

/**
 * Sets the theme and the brand colour of the page. The theme of the link takes precedence over that of the
 * stage, and both over the browser's.
 */
export const applyTheme = (
  root: HTMLElement,
  { theme, brandColor }: PortalSettings,
  linked: 'light' | 'dark' | undefined,
): void => {
  const forced = linked ?? theme;
  if (forced !== undefined) root.dataset.theme = forced;
  if (brandColor !== undefined) root.style.setProperty('--brand', brandColor);
};
