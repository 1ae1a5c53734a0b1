import type { PortalSettings } from './settings.ts';

/**
 * Sets the theme and the brand colour of the page. The setting of the stage wins over the link, and the
 * link over the browser.
 */
export const applyTheme = (
  root: HTMLElement,
  { theme, brandColor }: PortalSettings,
  linked: 'light' | 'dark' | undefined,
): void => {
  const forced = theme ?? linked;
  if (forced !== undefined) root.dataset.theme = forced;
  if (brandColor !== undefined) root.style.setProperty('--brand', brandColor);
};
