/** A screen of the portal, with the parameters of its address. */
export type Route =
  | { readonly screen: 'destinations'; readonly query: URLSearchParams }
  | { readonly screen: 'new-destination' }
  | { readonly screen: 'destination'; readonly id: string }
  | { readonly screen: 'edit-destination'; readonly id: string }
  | { readonly screen: 'events'; readonly query: URLSearchParams }
  | { readonly screen: 'event'; readonly id: string }
  | { readonly screen: 'not-found' };

/**
 * Browsers resolve segments `.` and `..` in URLs, so the portal would call another path. No id contains
 * them.
 */
const DOTS = /(?:^|\/)\.\.?(?:\/|$)/;

/** Reads the fragment of an address, such as `#/destinations/new`. */
export const routeOf = (fragment: string): Route => {
  const [path = '', query = ''] = fragment.replace(/^#\/?/, '').split('?');
  const [area = '', id, action, ...rest] = path.split('/').map(decoded);
  const parameters = new URLSearchParams(query);
  if (rest.length > 0 || DOTS.test(id ?? '')) return { screen: 'not-found' };
  if (area === '' || (area === 'destinations' && !id)) {
    return { screen: 'destinations', query: parameters };
  }
  if (area === 'destinations' && id) return destinationRoute(id, action);
  if (area === 'events' && action === undefined) {
    return id ? { screen: 'event', id } : { screen: 'events', query: parameters };
  }
  return { screen: 'not-found' };
};

const destinationRoute = (id: string, action: string | undefined): Route => {
  if (action === 'edit') return { screen: 'edit-destination', id };
  if (action !== undefined) return { screen: 'not-found' };
  return id === 'new' ? { screen: 'new-destination' } : { screen: 'destination', id };
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** The addresses of the screens. An id may contain any character. */
export const links = {
  destinations: '#/destinations',
  search: (text: string): string => `#/destinations?${new URLSearchParams({ search: text })}`,
  newDestination: '#/destinations/new',
  destination: (id: string): string => `#/destinations/${encodeURIComponent(id)}`,
  editDestination: (id: string): string => `#/destinations/${encodeURIComponent(id)}/edit`,
  /** @param query filters, such as `{destination_id: 'des_1'}` */
  events: (query: Readonly<Record<string, string>> = {}): string => {
    const text = new URLSearchParams(query).toString();
    return text === '' ? '#/events' : `#/events?${text}`;
  },
  event: (id: string): string => `#/events/${encodeURIComponent(id)}`,
} as const;
