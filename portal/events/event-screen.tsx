import type { EventBody } from '../../lambdas/events/event-body.ts';
import { useVersion } from '../attempts/use-version.ts';
import { Fact } from '../components/fact.tsx';
import { Loading } from '../components/loading.tsx';
import { Missing } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';
import { Section } from '../components/section.tsx';
import { Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { splitMember } from '../data/json-text.ts';
import { links } from '../routes.ts';
import * as eventsTexts from '../texts/en/events.ts';
import * as historyTexts from '../texts/en/history.ts';
import { useCall } from '../use-call.ts';
import { EventAttempts } from './event-attempts.tsx';
import { Payload } from './payload.tsx';

/** An event without its data, and the text of its data. */
export interface ShownEvent {
  readonly event: Omit<EventBody, 'data'>;
  readonly data: string;
}

/** An event: its facts, its deliveries, its data. */
export const EventScreen = ({ id }: { readonly id: string }) => {
  const { version, changed } = useVersion();
  const call = useCall<ShownEvent>(
    async (api, signal) =>
      shownEvent((await api.fetch('GET', `/events/${pathOf(id)}`, { signal })).text),
    [id],
  );
  return (
    <Page title={eventsTexts.event(id)} trail={<a href={links.events()}>{eventsTexts.title}</a>}>
      <Loading
        call={call}
        missing={
          <Missing text={eventsTexts.missing} href={links.events()} label={eventsTexts.toEvents} />
        }
      >
        {({ event, data }) => (
          <div class="sections">
            <Facts event={event} />
            <EventAttempts event={event} version={version} onChange={changed} />
            <Metadata metadata={event.metadata} />
            <Payload json={data} fileName={`${id.replaceAll(/[^\w.-]/g, '-')}.json`} />
          </div>
        )}
      </Loading>
    </Page>
  );
};

/** Slashes in the id are not encoded. */
const pathOf = (id: string): string => id.split('/').map(encodeURIComponent).join('/');

/** Extracts the data as text and parses only the rest: parsing large data takes long, and changes numbers. */
function shownEvent(text: string): ShownEvent {
  const split = splitMember(text, 'data');
  return { event: JSON.parse(split?.rest ?? text), data: split?.member ?? '' };
}

const Facts = ({ event }: { readonly event: ShownEvent['event'] }) => (
  <>
    <dl class="facts" aria-label={eventsTexts.facts}>
      <Fact name={historyTexts.topic}>{event.topic || eventsTexts.noTopic}</Fact>
      <Fact name={historyTexts.time}>
        <Time value={event.time} />
      </Fact>
    </dl>
    {!event.eligible_for_retry && <p>{eventsTexts.noAutomaticRetries}</p>}
  </>
);

const Metadata = ({ metadata }: { readonly metadata: EventBody['metadata'] }) => {
  const entries = Object.entries(metadata);
  return (
    <Section title={eventsTexts.metadata}>
      {entries.length === 0 ? (
        <p>{eventsTexts.noMetadata}</p>
      ) : (
        <Table
          caption={eventsTexts.metadata}
          isCaptionHidden
          rows={entries}
          keyOf={([name]) => name}
          columns={[
            { head: eventsTexts.name, isRowHead: true, cell: ([name]) => <code>{name}</code> },
            { head: eventsTexts.value, cell: ([, value]) => <span class="id">{value}</span> },
          ]}
        />
      )}
    </Section>
  );
};
