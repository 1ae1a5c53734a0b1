import * as eventsTexts from '../texts/en/events.ts';

/** The topic of an event, in a table. */
export const Topic = ({ topic }: { readonly topic: string }) => (
  <span class="topic">{topic || eventsTexts.noTopic}</span>
);
