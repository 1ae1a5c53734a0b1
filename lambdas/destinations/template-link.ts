import type { TemplateLink } from '../destination-types/guides.ts';
import type { Objects } from '../platform/aws/calls/objects.s3.ts';
import { secondsAfter } from '../platform/json/timestamps.ts';

/** How long a link to the private template can be used. A person opens it within a session. */
const LINK_SECONDS = 3600;

/**
 * Returns the function that gives a link to the CloudFormation template. A public URL never expires.
 * For an object that only the function can read, each call signs a URL for an hour.
 *
 * @param location the https URL of the template, or `s3://bucket/key`
 */
export function templateLinks(
  location: string,
  objects: Pick<Objects, 'presignedUrl'>,
  now: () => Date,
): () => TemplateLink | undefined {
  const { protocol, host, pathname } = new URL(location);
  if (protocol === 'https:') return () => ({ url: location });
  const template = { Bucket: host, Key: pathname.slice(1) };
  return () => {
    const url = objects.presignedUrl(template, LINK_SECONDS);
    const expiresAt = secondsAfter(now(), LINK_SECONDS);
    return url === undefined ? undefined : { url, expiresAt };
  };
}
