import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../bounded-cache.ts';
import type { SessionCredentials } from './calls/security-tokens.sts.ts';

/** The credentials of a role, and when they were issued. */
export interface Session {
  readonly credentials: SessionCredentials;
  readonly issuedAt: Date;
}

/** Credentials with less time left are not used: a request must not outlive them. */
const MIN_REMAINING_MS = 60_000;

/** A session is refreshed between the first and the second of these before it expires. */
const REFRESH_MS = { latest: 5 * 60_000, earliest: 10 * 60_000 };

/** Milliseconds after a failed refresh before the next one. */
const REFRESH_RETRY_MS = 30_000;

interface Entry {
  session?: Session;
  /** When the next refresh is due, in milliseconds since the epoch. */
  refreshAt: number;
  /** The call that is under way. */
  pending?: Promise<Session>;
}

/** The clock and the source of randomness. */
interface Clock {
  now(): Date;
  /** From 0 to 1. */
  random(): number;
}

/**
 * Caches sessions of roles. Concurrent requests for a session share one call. A session is refreshed
 * in the background before it expires, at a random time, so that instances that started together do
 * not call together.
 */
export class SessionCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #clock: Clock;

  constructor(clock: Clock, max: number) {
    this.#clock = clock;
    this.#entries = boundedCache(max);
  }

  /**
   * Returns the session at `key`, and calls `assume` for a new one if need be.
   *
   * @throws what `assume` throws, unless the present session can still be used
   */
  async get(key: string, assume: () => Promise<SessionCredentials>): Promise<Session> {
    const entry = this.#entryAt(key);
    const now = this.#clock.now().getTime();
    const { session } = entry;
    if (session && session.credentials.expiration.getTime() - now >= MIN_REMAINING_MS) {
      if (now >= entry.refreshAt && !entry.pending) {
        this.#refresh(entry, assume).catch(() => {
          entry.refreshAt = this.#clock.now().getTime() + REFRESH_RETRY_MS;
        });
      }
      return session;
    }
    return entry.pending ?? this.#refresh(entry, assume);
  }

  /** Forgets `session`, unless another one has taken its place. */
  forget(key: string, session: Session): void {
    if (this.#entries.peek(key)?.session === session) this.#entries.delete(key);
  }

  /** Calls `assume` for a new session at `key`, even if there is one. */
  renew(key: string, assume: () => Promise<SessionCredentials>): Promise<Session> {
    return this.#refresh(this.#entryAt(key), assume);
  }

  #entryAt(key: string): Entry {
    const entry = this.#entries.get(key) ?? { refreshAt: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  #refresh(entry: Entry, assume: () => Promise<SessionCredentials>): Promise<Session> {
    const pending = this.#started(entry, assume).finally(() => {
      if (entry.pending === pending) delete entry.pending;
    });
    entry.pending = pending;
    return pending;
  }

  async #started(entry: Entry, assume: () => Promise<SessionCredentials>): Promise<Session> {
    const issuedAt = this.#clock.now();
    const credentials = await assume();
    const { latest, earliest } = REFRESH_MS;
    const before = latest + this.#clock.random() * (earliest - latest);
    entry.session = { credentials, issuedAt };
    entry.refreshAt = credentials.expiration.getTime() - before;
    return entry.session;
  }
}
