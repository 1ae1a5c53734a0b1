import { z } from 'zod';
import type { Publication } from './parse-event.ts';

/** The result of a publish, as the API returns it. */
export const PublishedBody = z
  .object({
    id: z.string(),
    duplicate: z
      .boolean()
      .meta({ description: 'Whether the tenant had already published an event with this id.' }),
    destination_ids: z
      .array(z.string())
      .readonly()
      .meta({ description: 'The destinations that match the event.' }),
    parked_destination_ids: z.array(z.string()).readonly().optional().meta({
      description:
        'Disabled destinations that match the event. They receive it when they are enabled.',
    }),
  })
  .meta({ id: 'Published' });
export type PublishedBody = z.output<typeof PublishedBody>;

/** The result of a publish. */
export type Published = Omit<PublishedBody, 'id'>;

/** Publishes an event. */
export type Publish = (publication: Publication) => Promise<Published>;

/** Dependencies of the publish routes. */
export interface PublishRoutesDeps {
  /** Begins publishing the events of one request. */
  readonly beginPublishing: () => Publish;
  readonly topics: readonly string[];
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}
