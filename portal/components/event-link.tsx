import { isBatchId } from '../data/attempt.ts';
import { links } from '../routes.ts';
import * as batchTexts from '../texts/en/batch.ts';

/** The id of an event, which leads to its screen. A batch has none. */
export const EventLink = ({ id }: { readonly id: string }) =>
  isBatchId(id) ? (
    <span class="id">{batchTexts.named(id)}</span>
  ) : (
    <a class="id" href={links.event(id)}>
      {id}
    </a>
  );
