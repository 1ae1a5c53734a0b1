import { useEffect, useMemo, useState } from 'preact/hooks';
import { portalApi } from './api.ts';
import { Chrome } from './chrome.tsx';
import { Notice } from './components/notice.tsx';
import { PortalContext, SettingsContext } from './portal-context.ts';
import { useFragment } from './router.ts';
import { routeOf } from './routes.ts';
import { Screen } from './screens.tsx';
import type { PortalSession, SessionState } from './session.ts';
import type { Session } from './session-store.ts';
import type { PortalSettings } from './settings.ts';
import { StateScreen } from './state-screen.tsx';
import * as statesTexts from './texts/en/states.ts';
import { isLocalUtc, type Zone } from './times.ts';

interface AppProps {
  readonly settings: PortalSettings;
  readonly session: PortalSession;
}

/** The portal: a screen, or the reason why there is no session. */
export const App = ({ settings, session }: AppProps) => {
  const state = useSessionState(session);
  return (
    <SettingsContext.Provider value={settings}>
      {'session' in state ? (
        <OpenPortal portalSession={session} state={state} />
      ) : (
        <Chrome>
          <StateScreen state={state} refreshUrl={session.refreshUrl} />
        </Chrome>
      )}
    </SettingsContext.Provider>
  );
};

const useSessionState = (session: PortalSession): SessionState => {
  const [state, setState] = useState(session.state);
  useEffect(() => {
    const update = () => setState(session.state);
    // The session may have changed between the first rendering and this effect.
    update();
    return session.subscribe(update);
  }, [session]);
  return state;
};

interface OpenPortalProps {
  readonly portalSession: PortalSession;
  readonly state: Extract<SessionState, { readonly session: Session }>;
}

/** A result, and the address of its screen. */
interface ShownNotice {
  readonly text: string;
  readonly on: string;
}

const isOn = (notice: ShownNotice | undefined, path: string | undefined): boolean =>
  notice?.on.split('?')[0] === path;

const OpenPortal = ({ portalSession, state }: OpenPortalProps) => {
  const fragment = useFragment();
  const [zone, setZone] = useState<Zone>(isLocalUtc() ? 'UTC' : 'local');
  const [notice, setNotice] = useState<ShownNotice>();
  const api = useMemo(() => portalApi(bearerOf(portalSession)), [portalSession]);
  const { session } = state;
  const path = fragment.split('?')[0];
  useEffect(() => setNotice((shown) => (isOn(shown, path) ? shown : undefined)), [path]);
  const portal = useMemo(
    () => ({
      api,
      session,
      zone,
      notify: (text: string) => setNotice({ text, on: location.hash }),
    }),
    [api, session, zone],
  );
  return (
    <PortalContext.Provider value={portal}>
      <Chrome
        fragment={fragment}
        zone={zone}
        onZone={setZone}
        onLeave={portalSession.isFramed ? undefined : () => portalSession.leave()}
      >
        <SessionNotice state={state} refreshUrl={portalSession.refreshUrl} />
        <div role="status">
          {notice && isOn(notice, path) && (
            <Notice tone="good" isLive={false}>
              {notice.text}
            </Notice>
          )}
        </div>
        <Screen key={path} route={routeOf(fragment)} />
      </Chrome>
    </PortalContext.Provider>
  );
};

const bearerOf = (session: PortalSession) => ({
  current: () => ('session' in session.state ? session.state.session : undefined),
  renew: () => session.renew(),
});

const SessionNotice = ({
  state,
  refreshUrl,
}: Pick<OpenPortalProps, 'state'> & { readonly refreshUrl: string | undefined }) => {
  if (state.kind === 'renewing') return <Notice tone="neutral">{statesTexts.renewing}</Notice>;
  if (state.kind !== 'expiring') return null;
  return (
    <Notice tone="warning">
      <p>{statesTexts.expiring}</p>
      {refreshUrl && <a href={refreshUrl}>{statesTexts.continueSession}</a>}
    </Notice>
  );
};
