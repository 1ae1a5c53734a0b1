import type { Publication } from './read-event.ts';

/** What became of a published event. */
export interface Published {
  /** Whether the tenant had published an event of this id before. */
  readonly duplicate: boolean;
  /** The destinations that want it. */
  readonly destination_ids: readonly string[];
}

/** What publishing over HTTP needs. */
export interface PublishRoutesDeps {
  readonly publish: (publication: Publication) => Promise<Published>;
  readonly topics: readonly string[];
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}
