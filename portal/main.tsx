import { render } from 'preact';

/** The element of the page that the portal fills. The page is served by the portal function. */
const root = document.getElementById('portal');

if (root !== null) {
  render(<p role="status">Loading…</p>, root);
}
