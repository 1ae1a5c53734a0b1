import * as z from 'zod';
import { MAX_IMAGE_BYTES, readImage } from '../portal/image.ts';
import { brandColorProblem } from './brand-color.ts';
import { settingDocs } from './setting-docs.ts';
import { listOf } from './values.ts';

/**
 * A source of the `frame-ancestors` directive: an https origin, `*.` for any subdomain and `:*` for any
 * port included, or an origin of this machine.
 */
const FRAME_ANCESTOR =
  /^(?:https:\/\/(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1))(?::(?:\d{1,5}|\*))?$/;

/** The policy is sent with each page. */
const MAX_FRAME_ANCESTORS = 50;

const MAX_URL_LENGTH = 2000;

const MAX_PATH_LENGTH = 1000;

const COLOR = /^#[0-9a-f]{6}$/i;

const NAME = /^[^\s\p{Cc}](?:[^\p{Cc}]{0,98}[^\s\p{Cc}])?$/u;

const isPageUrl = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isLocal = url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
  return url.protocol === 'https:' || isLocal;
};

const pageUrl = (meaning: string, fallback: string, example: string) =>
  z.string().max(MAX_URL_LENGTH).refine(isPageUrl).optional().register(settingDocs, {
    meaning,
    allowed: 'an https URL',
    fallback,
    example,
  });

const image = (meaning: string, fallback: string) =>
  z
    .string()
    .min(1)
    .max(MAX_PATH_LENGTH)
    .optional()
    .register(settingDocs, {
      meaning,
      allowed: `the path of an SVG, PNG, JPEG, WebP or ICO file of at most ${MAX_IMAGE_BYTES} bytes, from the folder of cdk.json`,
      fallback,
      example: 'examples/portal-embed/logo.svg',
    });

const IMAGES = ['portalLogo', 'portalLogoDark', 'portalFavicon'] as const;

/** The portal's page: who may frame it, where it leads, how it looks. */
export const portalPageSettings = {
  portalFrameAncestors: listOf(z.string().regex(FRAME_ANCESTOR), MAX_FRAME_ANCESTORS)
    .default([])
    .register(settingDocs, {
      meaning:
        'Origins whose pages may show the portal in a frame, and renew its session there. See docs/how-to/embed-the-portal.md.',
      allowed: `a list of at most ${MAX_FRAME_ANCESTORS} https origins without paths; \`*.\` means any subdomain, \`:*\` any port; http is accepted for localhost`,
      fallback: 'none',
      example: 'https://app.example.com,https://*.example.org',
    }),
  portalRefreshUrl: pageUrl(
    'Page of the platform that opens the portal again when a session has expired. The portal adds the path of the current screen as the query parameter `return`, for `to` of the next URL.',
    'a page of the portal that says that the session is over',
    'https://app.example.com/events/open',
  ),
  portalBackUrl: pageUrl(
    'Page of the platform to which viewers return when they log out.',
    'a page of the portal that says that the viewer is logged out',
    'https://app.example.com/settings',
  ),
  portalOrganizationName: z.string().regex(NAME).optional().register(settingDocs, {
    meaning: "The platform's name, in the portal's title and header.",
    allowed: '1 to 100 characters without control characters',
    fallback: 'no name',
    example: 'Acme',
  }),
  portalLogo: image("Logo in the portal's header.", 'no logo'),
  portalLogoDark: image('Logo on a dark background.', 'the same as `portalLogo`'),
  portalFavicon: image("Icon of the portal's page.", 'no icon'),
  portalBrandColor: z.string().regex(COLOR).optional().register(settingDocs, {
    meaning: 'Color of buttons and links in the portal.',
    allowed:
      '# and six hexadecimal digits, with a contrast of at least 4.5:1 to white text and, as a link, to a light and a dark background',
    fallback: '`#2457c5`, a blue',
    example: '#7a2ea8',
  }),
};

type PortalPageInput = z.output<z.ZodObject<typeof portalPageSettings>>;

/** What is wrong with the images and colors of the portal's page, one sentence each. */
export function portalPageProblems(settings: PortalPageInput): readonly string[] {
  const unreadable = IMAGES.flatMap((name) => {
    const path = settings[name];
    const read = path === undefined ? undefined : readImage(path);
    return read !== undefined && 'problem' in read ? [`${name} ${path} ${read.problem}.`] : [];
  });
  const unclear =
    settings.portalBrandColor === undefined
      ? undefined
      : brandColorProblem(settings.portalBrandColor);
  return unclear === undefined ? unreadable : [...unreadable, unclear];
}

/** The settings of the portal's page that are set. */
export interface PortalPage {
  readonly frameAncestors: readonly string[];
  readonly refreshUrl?: string;
  readonly backUrl?: string;
  readonly organizationName?: string;
  readonly brandColor?: string;
  /** Paths of images. */
  readonly logo?: string;
  readonly logoDark?: string;
  readonly favicon?: string;
}

/** Origins that browsers report have no default port (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin). */
const withoutDefaultPort = (source: string): string =>
  source.replace(/^(https:.*):443$|^(http:.*):80$/, '$1$2');

export const portalPageOf = (settings: PortalPageInput): PortalPage => ({
  frameAncestors: [...new Set(settings.portalFrameAncestors.map(withoutDefaultPort))],
  ...(settings.portalRefreshUrl !== undefined && { refreshUrl: settings.portalRefreshUrl }),
  ...(settings.portalBackUrl !== undefined && { backUrl: settings.portalBackUrl }),
  ...(settings.portalOrganizationName !== undefined && {
    organizationName: settings.portalOrganizationName,
  }),
  ...(settings.portalBrandColor !== undefined && { brandColor: settings.portalBrandColor }),
  ...(settings.portalLogo !== undefined && { logo: settings.portalLogo }),
  ...(settings.portalLogoDark !== undefined && { logoDark: settings.portalLogoDark }),
  ...(settings.portalFavicon !== undefined && { favicon: settings.portalFavicon }),
});
