import { afterEach, describe, expect, test, vi } from 'vitest';
import { PortalSession, RefusedLink, type SessionWindow } from '../../portal/session.ts';
import { type Session, sessionStore } from '../../portal/session-store.ts';
import type { PortalSettings } from '../../portal/settings.ts';

afterEach(() => {
  vi.useRealTimers();
});

const MINUTE = 60_000;
const start = Date.UTC(2026, 10, 30, 8);
const parentOrigin = 'https://app.example.com';
const refreshUrl = 'https://app.example.com/open-portal?from=menu';

const memory = (): Storage => {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    key: () => null,
    removeItem: (key) => values.delete(key),
    setItem: (key, value) => values.set(key, value),
  };
};

/** A page at `start`, in which `link` opens a session of an hour. */
const openPage = ({
  isFramed = false,
  settings = {} as PortalSettings,
  storage = memory(),
  hash = '#/events',
} = {}) => {
  vi.useFakeTimers({ now: start });
  const assigned: string[] = [];
  const posted: unknown[] = [];
  const listeners: ((message: { source: unknown; origin: string; data: unknown }) => void)[] = [];
  const parent = { postMessage: (message: unknown) => posted.push(message) };
  const window = {
    location: {
      hash,
      origin: 'https://events.example.com',
      assign: (url: string) => assigned.push(url),
    },
    addEventListener: (_: string, listener: (typeof listeners)[number]) => listeners.push(listener),
    setTimeout: (act: () => void, milliseconds: number) => Number(setTimeout(act, milliseconds)),
    clearTimeout,
    postMessage: () => {},
  };
  const framed: SessionWindow = {
    ...window,
    get parent() {
      return isFramed ? parent : framed;
    },
  };
  const session = new PortalSession({
    settings: { frameAncestors: [parentOrigin], ...settings },
    store: sessionStore(() => storage),
    window: framed,
    now: Date.now,
    exchange: async (link): Promise<Session> => {
      if (link === 'expired') throw new RefusedLink('link-expired');
      if (link === 'offline') throw new Error('offline');
      return { token: `token of ${link}`, tenantId: 'acme', expiresAt: Date.now() + 60 * MINUTE };
    },
  });
  const send = async (data: unknown, origin = parentOrigin, source: unknown = parent) => {
    for (const listener of listeners) listener({ source, origin, data });
    await vi.advanceTimersByTimeAsync(0);
  };
  return { session, assigned, posted, send, storage };
};

const renewal = (link: string) => ({
  type: 'waybill:session',
  redirect_url: `https://events.example.com/portal#link=${link}`,
});

const tokenOf = ({ state }: PortalSession) =>
  'session' in state ? state.session.token : undefined;

describe('a page', () => {
  test('exchanges its link, and continues after a reload', async () => {
    const { session, storage } = openPage();
    await session.open({ link: 'a', theme: 'dark' });
    expect(session.state.kind).toBe('open');

    const reloaded = openPage({ storage });
    await reloaded.session.open({});
    expect(tokenOf(reloaded.session)).toBe('token of a');
  });

  test('has no access without a link and a session', async () => {
    const { session } = openPage();
    await session.open({});
    expect(session.state.kind).toBe('no-access');
  });

  test('shows when its link has expired', async () => {
    const { session } = openPage();
    await session.open({ link: 'expired' });
    expect(session.state.kind).toBe('link-expired');
  });

  test('can try again when the service cannot be reached', async () => {
    const { session } = openPage();
    await session.open({ link: 'offline' });
    expect(session.state.kind).toBe('unreachable');
  });

  test('keeps its session in memory without storage', async () => {
    const storage = memory();
    const denied = {
      ...storage,
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('denied');
      },
    };
    const { session } = openPage({ storage: denied });
    await session.open({ link: 'a' });
    expect(session.state.kind).toBe('open');
  });

  test('forgets its session when the viewer leaves', async () => {
    const { session, assigned, storage } = openPage({ settings: { backUrl: parentOrigin } });
    await session.open({ link: 'a' });
    session.leave();
    expect(assigned).toEqual([parentOrigin]);
    expect(storage.getItem('waybill.portal')).not.toContain('token');
    expect(session.state.kind).toBe('logged-out');
  });
});

describe('a page that is not in a frame', () => {
  test('warns two minutes before the session ends, and then redirects to the platform', async () => {
    const { session, assigned } = openPage({ settings: { refreshUrl } });
    await session.open({ link: 'a' });
    await vi.advanceTimersByTimeAsync(58 * MINUTE);
    expect(session.state.kind).toBe('expiring');
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    const [url = ''] = assigned;
    expect(url).toContain(refreshUrl);
    expect(new URL(url).searchParams.get('return')).toBe('/events');
  });

  test.each([
    ['#/events?topic=orders', '/events?topic=orders'],
    ['#/elsewhere', '/destinations'],
    ['', '/destinations'],
  ])('at %j, the platform gets %s as the screen to return to', (hash, screen) => {
    const { session } = openPage({ settings: { refreshUrl }, hash });
    expect(new URL(session.refreshUrl ?? '').searchParams.get('return')).toBe(screen);
  });

  test('redirects to the platform at most once a minute', async () => {
    const { session, assigned, storage } = openPage({ settings: { refreshUrl } });
    await session.open({ link: 'expired' });
    expect(assigned).toHaveLength(1);

    const again = openPage({ settings: { refreshUrl }, storage });
    await again.session.open({ link: 'expired' });
    expect(again.assigned).toEqual([]);
    expect(again.session.state.kind).toBe('link-expired');
  });

  test('ends the session without a page to go to', async () => {
    const { session } = openPage();
    await session.open({ link: 'a' });
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(session.state.kind).toBe('over');
  });

  test('ignores a session in a message', async () => {
    const { session, send } = openPage();
    await session.open({ link: 'a' });
    await send(renewal('b'));
    expect(tokenOf(session)).toBe('token of a');
  });
});

describe('a framed page', () => {
  test('requests a session from the parent page, and uses the response', async () => {
    const { session, posted, send } = openPage({ isFramed: true, settings: { refreshUrl } });
    await session.open({ link: 'a' });
    await vi.advanceTimersByTimeAsync(58 * MINUTE);
    expect(posted).toEqual([{ type: 'waybill:session-expiring' }]);
    await send(renewal('b'));
    expect(tokenOf(session)).toBe('token of b');
  });

  test('renews a rejected session with the next response of the parent page', async () => {
    const { session, send, assigned } = openPage({ isFramed: true, settings: { refreshUrl } });
    await session.open({ link: 'a' });
    const renewed = session.renew();
    expect(session.state.kind).toBe('renewing');
    await send(renewal('b'));
    expect(await renewed).toMatchObject({ token: 'token of b' });
    expect(assigned).toEqual([]);
  });

  test('ends the session when the parent page does not respond', async () => {
    const { session } = openPage({ isFramed: true });
    await session.open({ link: 'a' });
    const renewed = session.renew();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(await renewed).toBeUndefined();
    expect(session.state.kind).toBe('over');
  });

  test.each(['offline', 'expired'])(
    'keeps its session and its screen when the link of an answer is %s',
    async (link) => {
      const { session, send } = openPage({ isFramed: true });
      await session.open({ link: 'a' });
      await send(renewal(link));
      expect(tokenOf(session)).toBe('token of a');
    },
  );

  test.each([
    ['an origin that is not listed', 'https://evil.example', undefined],
    ['an opaque origin', 'null', undefined],
    ['another window', parentOrigin, {}],
  ])('ignores messages of %s', async (_, origin, source) => {
    const { session, send } = openPage({ isFramed: true });
    await session.open({ link: 'a' });
    await send(renewal('b'), origin, source);
    expect(tokenOf(session)).toBe('token of a');
  });
});
