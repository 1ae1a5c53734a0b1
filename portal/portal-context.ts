import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './api.ts';
import type { Scope, Session } from './session-store.ts';
import type { PortalSettings } from './settings.ts';
import type { Zone } from './times.ts';

/** What every screen can use. */
export interface Portal {
  readonly api: Api;
  readonly session: Session;
  /** The zone in which times are shown. */
  readonly zone: Zone;
  /** Shows a result, such as `The destination is saved.`, until the viewer opens the next screen. */
  readonly notify: (text: string) => void;
}

export const PortalContext = createContext<Portal | undefined>(undefined);

export const SettingsContext = createContext<PortalSettings>({});

export const useSettings = (): PortalSettings => useContext(SettingsContext);

export const usePortal = (): Portal => {
  const portal = useContext(PortalContext);
  if (portal === undefined) throw new Error('outside of a session');
  return portal;
};

const ranks: Readonly<Record<Scope, number>> = { read: 0, retry: 1, manage: 2 };

/** Whether a session allows what `needed` allows. */
const allows = ({ scope = 'manage' }: Pick<Session, 'scope'>, needed: Scope): boolean =>
  ranks[scope] >= ranks[needed];

/** Whether the viewer's scope includes `needed`. If not, the caller hides the action. */
export const useCan = (needed: Scope): boolean => allows(usePortal().session, needed);
