import { Page } from './components/page.tsx';
import { AddScreen } from './destination-form/add-screen.tsx';
import { DestinationsScreen } from './destinations/destinations-screen.tsx';
import { links, type Route } from './routes.ts';
import { texts } from './texts.en.ts';

/** The screen of a route. */
export const Screen = ({ route }: { readonly route: Route }) => {
  switch (route.screen) {
    case 'destinations':
      return <DestinationsScreen />;
    case 'new-destination':
      return <AddScreen />;
    default:
      return <NotFoundScreen />;
  }
};

const NotFoundScreen = () => (
  <Page title={texts.states.notFound}>
    <p>{texts.states.notFoundText}</p>
    <p>
      <a href={links.destinations}>{texts.states.toDestinations}</a>
    </p>
  </Page>
);
