import { createHash } from 'node:crypto';
import type { PortalPage } from '../settings/portal-page-settings.ts';
import { type Image, readImage } from './image.ts';

/** The settings that the page passes to the browser code. An unset setting is absent. */
export interface PageSettings {
  readonly organizationName?: string;
  readonly brandColor?: string;
  /** URLs of images, relative to the page. */
  readonly logo?: string;
  readonly logoDark?: string;
  readonly favicon?: string;
  readonly refreshUrl?: string;
  readonly backUrl?: string;
  readonly frameAncestors?: readonly string[];
}

const IMAGES = ['logo', 'logoDark', 'favicon'] as const;

/** The content of the page. */
export interface PageFiles {
  readonly settings: PageSettings;
  /** Images by the names of their files. */
  readonly images: ReadonlyMap<string, Image>;
}

/** The page's settings, and the images that they name. */
export function pageSettings(given: PortalPage): PageFiles {
  const { logo, logoDark, favicon, frameAncestors, ...page } = given;
  const paths = { logo, logoDark, favicon };
  const images = IMAGES.flatMap((use) => {
    const path = paths[use];
    return path === undefined ? [] : [{ use, ...imageOf(use, path) }];
  });
  return {
    settings: {
      ...page,
      ...Object.fromEntries(images.map(({ use, name }) => [use, `portal/${name}`])),
      ...(frameAncestors.length > 0 && { frameAncestors }),
    },
    images: new Map(images.map(({ name, image }) => [name, image])),
  };
}

/** @throws Error when the file has changed since the settings were checked */
function imageOf(use: string, path: string): { readonly name: string; readonly image: Image } {
  const image = readImage(path);
  if ('problem' in image) throw new Error(`${path} ${image.problem}`);
  const hash = createHash('sha256').update(image.content).digest('hex').slice(0, 8).toUpperCase();
  return { name: `${use.toLowerCase()}-${hash}${image.suffix}`, image };
}
