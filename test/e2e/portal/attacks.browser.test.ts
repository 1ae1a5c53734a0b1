import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { close, listen } from '../../../local/listen.ts';
import { describeInBrowser, openPage } from '../../support/browser.ts';
import { openPortal } from '../../support/open-portal.ts';
import { waybill } from '../../support/waybill.ts';

const stack = waybill();
const { api, tenantWith, url } = stack;

const linkTo = async (tenant: string): Promise<string> =>
  (await api('GET', `/tenants/${tenant}/portal`)).body.redirect_url;

/** Serves a page. Returns its port. */
async function pageWith(html: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Page</title><link rel="icon" href="data:,">${html}`);
  });
  const address = await listen(server, 0, 'PORT');
  onTestFinished(() => close(server));
  return new URL(address).port;
}

const exchangesIn = (requests: readonly string[]) =>
  requests.filter((request) => request.endsWith('/portal/sessions'));

describeInBrowser('a link to the portal', () => {
  test('that is opened in the tab of a session is removed from the address, and replaces it', async () => {
    await tenantWith('portal-first-link');
    await tenantWith('portal-second-link', {
      config: { bucket: 'another-bucket', region: 'us-east-1' },
    });
    const { page } = await openPortal(stack, 'portal-first-link', '/destinations');
    await page.getByText('my-events-bucket').waitFor();
    await page.goto(await linkTo('portal-second-link'));
    await page.getByText('another-bucket').waitFor();
    expect(page.url()).not.toContain('link=');
    expect(await page.getByText('my-events-bucket').count()).toBe(0);
  });

  test('gives no access once the tokens of the tenant are revoked', async () => {
    const tenant = 'portal-stolen-link';
    await tenantWith(tenant);
    const link = await linkTo(tenant);
    const { page } = await openPage();
    await page.goto(link);
    // The last request of the screen: one that is refused would end the session before the reload.
    await page.getByText('None in 30 days').waitFor();
    await api('DELETE', `/tenants/${tenant}/tokens`);
    await page.reload();
    await page.getByRole('heading', { name: 'Your session is over' }).waitFor();
    const { page: another } = await openPage();
    await another.goto(link);
    await another.getByRole('heading', { name: 'You cannot open this page' }).waitFor();
  });

  test('leaves no trace in URLs of requests, in referrers and in storage that outlives the tab', async () => {
    const tenant = 'portal-traces';
    await tenantWith(tenant);
    const link = await linkTo(tenant);
    const secret = new URLSearchParams(new URL(link).hash.slice(1)).get('link') ?? '';
    const { page, requests } = await openPage();
    const referrers: (string | undefined)[] = [];
    page.on('request', (request) => referrers.push(request.headers().referer));
    await page.goto(link);
    await page.getByRole('table').waitFor();
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await page.getByText('There are no events yet').waitFor();
    const sent = requests.map((request) => request.replace(/#.*/, ''));
    expect(sent.filter((request) => /eyJ|link=/.test(request))).toEqual([]);
    expect(referrers.filter(Boolean)).toEqual([]);
    expect(await page.evaluate('localStorage.length + document.cookie.length')).toBe(0);
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toContain(secret);
  });
});

describeInBrowser('an address that was made up', () => {
  test.each(['/destinations/..', '/events/..%2Fdestinations'])(
    'such as %s opens no other path of the API',
    async (to) => {
      const tenant = 'portal-made-up';
      await api('PUT', `/tenants/${tenant}`);
      const { page, requests, errors } = await openPortal(stack, tenant, to);
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
      expect(requests.filter((request) => request.includes('/api/'))).toEqual([
        `${url}/api/v1/portal/sessions`,
      ]);
      expect(errors).toEqual([]);
    },
  );
});

describeInBrowser('a session that another window offers', () => {
  test('is not taken from a frame beside the portal', async () => {
    await tenantWith('portal-framed');
    await tenantWith('portal-attacker');
    const message = JSON.stringify({
      type: 'waybill:session',
      redirect_url: await linkTo('portal-attacker'),
    });
    const attacker = await pageWith(
      `<script>parent.frames[0].postMessage(${message}, '*')</script>`,
    );
    const { page, requests } = await openPage();
    const platform = await pageWith(
      `<iframe src="${await linkTo('portal-framed')}"></iframe><iframe id="other"></iframe>`,
    );
    await page.goto(`http://localhost:${platform}/`);
    await page.frameLocator('iframe >> nth=0').getByRole('table').waitFor();
    // The origin is listed, but the window is not the one that frames the portal.
    await page.evaluate(`document.getElementById('other').src = 'http://localhost:${attacker}/'`);
    await expect
      .poll(() => page.frames().map((frame) => frame.url()), { timeout: 60_000 })
      .toContain(`http://localhost:${attacker}/`);
    await page.waitForTimeout(300);
    expect(exchangesIn(requests)).toHaveLength(1);
  });

  test('is not taken from a page that only opens the portal', async () => {
    await tenantWith('portal-opened');
    const message = JSON.stringify({
      type: 'waybill:session',
      redirect_url: `${url}/portal#link=a`,
    });
    const opener = await pageWith(
      `<script>const opened = open('${await linkTo('portal-opened')}')</script>`,
    );
    const { page, requests } = await openPage();
    const popup = page.context().waitForEvent('page');
    await page.goto(`http://localhost:${opener}/`);
    await (await popup).getByRole('table').waitFor();
    await page.evaluate(`opened.postMessage(${message}, '*')`);
    await page.waitForTimeout(300);
    expect(exchangesIn(requests)).toHaveLength(1);
  });
});
