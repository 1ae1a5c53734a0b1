import type { Page } from 'playwright-core';
import { type OpenedPage, openPage } from './browser.ts';
import { waybill } from './waybill.ts';

interface PortalOptions {
  readonly tenant: string;
  /** The screen. @default the list of destinations */
  readonly to?: string;
  readonly scope?: 'read' | 'retry' | 'manage';
  /** The width of the viewport. @default 1000 */
  readonly width?: number;
}

/** Opens the portal as the platform does, for a tenant that is created if it does not exist. */
export async function openPortal(options: PortalOptions): Promise<OpenedPage> {
  const { tenant, to = '/destinations', scope = 'manage', width = 1000 } = options;
  const { api } = waybill();
  await api('PUT', `/tenants/${tenant}`);
  const query = new URLSearchParams({ to, scope });
  const { body } = await api('GET', `/tenants/${tenant}/portal?${query}`);
  const opened = await openPage({ viewport: { width, height: 800 } });
  await opened.page.goto(body.redirect_url);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  return opened;
}

/** Presses Tab until the element with a role and a name has the focus. */
export async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string) {
  const target = page.getByRole(role, { name, exact: true });
  await target.waitFor();
  for (let presses = 0; presses < 100; presses += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach the ${role} ${name}`);
}
