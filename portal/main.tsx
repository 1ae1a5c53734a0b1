import { render } from 'preact';
import { App } from './app.tsx';
import { exchangeLink } from './exchange-link.ts';
import { openingIn } from './fragment.ts';
import { PortalSession } from './session.ts';
import { sessionStore } from './session-store.ts';
import { readSettings } from './settings.ts';
import { takeOpening } from './take-opening.ts';
import { applyTheme } from './theme.ts';

// First, so that nothing else sees the link.
const opening = takeOpening(location, history);

// If the viewer opens another link in this tab, only the fragment changes.
addEventListener('hashchange', () => {
  if (openingIn(location.hash) !== undefined) location.reload();
});

const settings = readSettings(document);
const store = sessionStore(() => sessionStorage);
const session = new PortalSession({
  settings,
  store,
  window,
  now: Date.now,
  exchange: exchangeLink,
});
applyTheme(document.documentElement, settings, opening.theme ?? store.read().theme);

/** The element of the page that the portal fills. The page is served by the portal function. */
const root = document.getElementById('portal');

if (root !== null) render(<App settings={settings} session={session} />, root);
void session.open(opening);
