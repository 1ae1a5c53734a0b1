import { texts } from '../texts.en.ts';

/** The topic of an event, in a table. */
export const Topic = ({ topic }: { readonly topic: string }) => (
  <span class="topic">{topic || texts.events.noTopic}</span>
);
