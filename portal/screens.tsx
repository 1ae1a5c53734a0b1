import { Page } from './components/page.tsx';
import { DestinationScreen } from './destination/destination-screen.tsx';
import { AddScreen } from './destination-form/add-screen.tsx';
import { EditScreen } from './destination-form/edit-screen.tsx';
import { DestinationsScreen } from './destinations/destinations-screen.tsx';
import { EventScreen } from './events/event-screen.tsx';
import { EventsScreen } from './events/events-screen.tsx';
import { useCan } from './portal-context.ts';
import { links, type Route } from './routes.ts';
import * as statesTexts from './texts/en/states.ts';

export const Screen = ({ route }: { readonly route: Route }) => {
  const canManage = useCan('manage');
  if (!canManage && changes.includes(route.screen)) {
    return <NoScreen title={statesTexts.readOnly} text={statesTexts.readOnlyText} />;
  }
  switch (route.screen) {
    case 'destinations':
      return <DestinationsScreen query={route.query} />;
    case 'new-destination':
      return <AddScreen />;
    case 'edit-destination':
      return <EditScreen id={route.id} />;
    case 'destination':
      return <DestinationScreen id={route.id} />;
    case 'events':
      return <EventsScreen query={route.query} />;
    case 'event':
      return <EventScreen id={route.id} />;
    default:
      return <NoScreen title={statesTexts.notFound} text={statesTexts.notFoundText} />;
  }
};

/** Screens that are only for viewers who may make changes. */
const changes: readonly Route['screen'][] = ['new-destination', 'edit-destination'];

const NoScreen = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <Page title={title}>
    <p>{text}</p>
    <p>
      <a href={links.destinations}>{statesTexts.toDestinations}</a>
    </p>
  </Page>
);
