/** A session of the portal. */
export interface Session {
  /** The bearer token of the API. */
  readonly token: string;
  readonly tenantId: string;
  /** What the viewer may do. @default everything */
  readonly scope?: Scope;
  /** Epoch milliseconds, by the clock of this machine. */
  readonly expiresAt: number;
}

/** `manage` includes `retry`, which includes `read`. */
export type Scope = 'read' | 'retry' | 'manage';

/** The data that survives a reload of the page. */
interface Stored {
  readonly session?: Session;
  /** The theme of the link that opened the portal. */
  readonly theme?: 'light' | 'dark';
  /** When the page last sent the viewer to the platform for a new link, in epoch milliseconds. */
  readonly redirectedAt?: number;
}

export interface SessionStore {
  read(): Stored;
  write(change: Stored): void;
  /** Removes the session. */
  forget(): void;
}

const KEY = 'waybill.portal';

/**
 * Keeps the session in the storage of the tab. A frame may be denied storage: then it is kept in memory
 * only, and a reload ends the session.
 *
 * @param storage may throw
 */
export const sessionStore = (storage: () => Storage): SessionStore => {
  let stored = readFrom(storage);
  const write = (next: Stored): void => {
    stored = next;
    try {
      storage().setItem(KEY, JSON.stringify(next));
    } catch {
      // In memory only.
    }
  };
  return {
    read: () => stored,
    write: (change) => write({ ...stored, ...change }),
    forget: () => {
      const { session: _, ...others } = stored;
      write(others);
    },
  };
};

const readFrom = (storage: () => Storage): Stored => {
  try {
    return JSON.parse(storage().getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
};
