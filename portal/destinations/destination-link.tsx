import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { links } from '../routes.ts';

/** The prefix of a destination's objects, which distinguishes it from others of the same bucket. */
export const prefixOf = ({ config: { prefix } }: DestinationBody): string | undefined =>
  prefix || undefined;

/** A destination by its target and prefix. */
export const DestinationLink = ({ destination }: { readonly destination: DestinationBody }) => {
  const prefix = prefixOf(destination);
  return (
    <div>
      <a href={links.destination(destination.id)}>{destination.target}</a>
      {prefix && <p class="prefix">{prefix}</p>}
    </div>
  );
};
