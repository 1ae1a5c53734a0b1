import { Html, html } from '../../lambdas/platform/http/html.ts';
import type { PageSettings } from './page-settings.ts';

/** URLs of the browser code, relative to the page. */
export interface AppUrls {
  readonly script: string;
  readonly style: string;
}

/** An icon that needs no request. */
const NO_ICON = 'data:,';

/** The portal's page. The browser code fills it. */
export const portalPage = (settings: PageSettings, { script, style }: AppUrls): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${settings.organizationName ?? 'Event destinations'}</title>
<link rel="icon" href="${settings.favicon ?? NO_ICON}">
<link rel="stylesheet" href="${style}">
<script type="application/json" id="settings">${scriptJson(settings)}</script>
<script type="module" src="${script}"></script>
</head>
<body>
<div id="portal"></div>
<noscript><p>This page needs JavaScript.</p></noscript>
</body>
</html>
`.text;

/** JSON that cannot end the script element that contains it. */
const scriptJson = (value: unknown): Html =>
  new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
