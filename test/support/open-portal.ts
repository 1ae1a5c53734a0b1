import type { BrowserContextOptions } from 'playwright-core';
import { type OpenedPage, openPage } from './browser.ts';
import type { waybill } from './waybill.ts';

interface PortalOptions extends BrowserContextOptions {
  /** @default manage */
  readonly scope?: 'read' | 'retry' | 'manage';
}

/**
 * Opens a screen of the portal with a link, as the platform does.
 *
 * @param to the path of the screen, such as `/events`
 */
export async function openPortal(
  { api }: Pick<ReturnType<typeof waybill>, 'api'>,
  tenant: string,
  to: string,
  { scope = 'manage', ...options }: PortalOptions = {},
): Promise<OpenedPage> {
  const query = new URLSearchParams({ scope, to });
  const { body } = await api('GET', `/tenants/${tenant}/portal?${query}`);
  const opened = await openPage(options);
  await opened.page.goto(body.redirect_url);
  return opened;
}
