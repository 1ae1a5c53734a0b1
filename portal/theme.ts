import type { PortalSettings } from './settings.ts';

/**
 * Sets the theme and the brand colour of the page. The link wins over the setting of the stage, and the
 * setting over the browser.
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
