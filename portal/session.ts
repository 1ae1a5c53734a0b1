import type { Opening } from './fragment.ts';
import { routeOf } from './routes.ts';
import { EXPIRING, isListed, renewalIn } from './session-messages.ts';
import type { Session, SessionStore } from './session-store.ts';
import type { PortalSettings } from './settings.ts';

/** The state of the session. In `renewing`, the portal waits for the response of the page that frames it. */
export type SessionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' | 'expiring' | 'renewing'; readonly session: Session }
  | { readonly kind: 'over' | 'logged-out' | 'link-expired' | 'no-access' }
  | { readonly kind: 'unreachable'; readonly error: unknown; readonly retry: () => void };

/** The part of a `Window` that the session uses. */
export interface SessionWindow {
  readonly parent: SessionWindow | PostTarget;
  readonly location: { readonly hash: string; readonly origin: string; assign(url: string): void };
  addEventListener(type: 'message', listener: (message: SessionMessage) => void): void;
  setTimeout(act: () => void, milliseconds: number): number;
  clearTimeout(timer: number): void;
  postMessage(message: unknown, origin: string): void;
}

interface PostTarget {
  postMessage(message: unknown, origin: string): void;
}

interface SessionMessage {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
}

/** What the session needs from the browser. */
export interface SessionDeps {
  readonly settings: PortalSettings;
  readonly store: SessionStore;
  readonly window: SessionWindow;
  readonly now: () => number;
  /** Exchanges a link. @throws RefusedLink */
  readonly exchange: (link: string) => Promise<Session>;
}

/** The link has expired, or is not valid. */
export class RefusedLink extends Error {
  readonly reason: 'link-expired' | 'no-access';

  constructor(reason: RefusedLink['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** How long before the end of a session the portal requests a new one. */
const NOTICE_MS = 2 * 60_000;
/** How long to wait for the page that frames the portal. */
const RESPONSE_TIMEOUT_MS = 15_000;
const REDIRECT_INTERVAL_MS = 60_000;
/** Browsers keep the delay in 32 bits. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The session of the page. */
export class PortalSession {
  state: SessionState = { kind: 'opening' };
  readonly #deps: SessionDeps;
  readonly #listeners = new Set<() => void>();
  readonly #isFramed: boolean;
  #timers: number[] = [];
  #renewal: Promise<Session | undefined> | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#isFramed = deps.window.parent !== deps.window;
    deps.window.addEventListener('message', (message) => this.#receive(message));
  }

  /** Whether the portal is in a frame of the platform's page. */
  get isFramed(): boolean {
    return this.#isFramed;
  }

  /** Calls `listener` after every change. Returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Exchanges the link of the opening, or continues the stored session. */
  async open({ link, theme }: Opening): Promise<void> {
    const { store, now } = this.#deps;
    if (theme !== undefined) store.write({ theme });
    if (link !== undefined) return this.#exchange(link);
    const { session } = store.read();
    if (session !== undefined && session.expiresAt > now()) return this.#begin(session);
    if (!this.#redirect()) this.#end(session === undefined ? 'no-access' : 'over');
  }

  /** Requests a new session from the platform. Resolves to undefined if there is none. */
  renew(): Promise<Session | undefined> {
    this.#renewal ??= this.#requestRenewal().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** Forgets the session, and goes back to the platform. */
  leave(): void {
    const { settings, window } = this.#deps;
    this.#end('logged-out');
    if (settings.backUrl !== undefined) window.location.assign(settings.backUrl);
  }

  /** The platform's page that opens the portal again on the current screen; undefined if framed. */
  get refreshUrl(): string | undefined {
    const { settings, window } = this.#deps;
    if (this.#isFramed || settings.refreshUrl === undefined) return undefined;
    const url = new URL(settings.refreshUrl);
    const { hash } = window.location;
    const isScreen = hash !== '' && routeOf(hash).screen !== 'not-found';
    url.searchParams.set('return', isScreen ? hash.slice(1) : '/destinations');
    return url.href;
  }

  #enter(next: SessionState): void {
    this.state = next;
    for (const listener of this.#listeners) listener();
  }

  #begin(session: Session): void {
    const { store, now } = this.#deps;
    store.write({ session });
    const left = session.expiresAt - now();
    this.#cancelTimers();
    this.#timers = [
      this.#after(left - NOTICE_MS, () => this.#announce(session)),
      this.#after(left, () => void this.renew()),
    ];
    this.#enter({ kind: 'open', session });
  }

  #after(delay: number, act: () => void): number {
    return this.#deps.window.setTimeout(act, Math.min(Math.max(delay, 0), LONGEST_DELAY_MS));
  }

  #cancelTimers(): void {
    for (const timer of this.#timers.splice(0)) this.#deps.window.clearTimeout(timer);
  }

  #end(kind: 'over' | 'logged-out' | 'link-expired' | 'no-access'): void {
    this.#cancelTimers();
    this.#deps.store.forget();
    this.#enter({ kind });
  }

  #announce(session: Session): void {
    if (this.#isFramed) this.#askParent();
    else this.#enter({ kind: 'expiring', session });
  }

  /** The target origin is `*` because listed origins may be patterns. The message contains no secret. */
  #askParent(): void {
    this.#deps.window.parent.postMessage({ type: EXPIRING }, '*');
  }

  async #requestRenewal(): Promise<Session | undefined> {
    if (this.state.kind !== 'open' && this.state.kind !== 'expiring') return undefined;
    if (!this.#isFramed) {
      if (!this.#redirect()) this.#end('over');
      return undefined;
    }
    this.#enter({ kind: 'renewing', session: this.state.session });
    this.#askParent();
    const next = await this.#nextSession();
    if (next === undefined) this.#end('over');
    return next;
  }

  /** Resolves when another session has begun, or after a while. */
  #nextSession(): Promise<Session | undefined> {
    return new Promise((resolve) => {
      const done = (session?: Session) => {
        stop();
        this.#deps.window.clearTimeout(timer);
        resolve(session);
      };
      const stop = this.subscribe(() => {
        if (this.state.kind === 'open') done(this.state.session);
      });
      const timer = this.#after(RESPONSE_TIMEOUT_MS, done);
    });
  }

  /** Redirects to the platform for a new link, at most once a minute. Returns whether it does. */
  #redirect(): boolean {
    const { store, window, now } = this.#deps;
    const url = this.refreshUrl;
    if (url === undefined) return false;
    if (now() - (store.read().redirectedAt ?? 0) < REDIRECT_INTERVAL_MS) return false;
    store.write({ redirectedAt: now() });
    window.location.assign(url);
    return true;
  }

  async #exchange(link: string): Promise<void> {
    try {
      this.#begin(await this.#deps.exchange(link));
    } catch (error) {
      // Keep a session that is still valid or may yet be renewed, because the viewer may have unsaved
      // input.
      if ('session' in this.state) return;
      if (!(error instanceof RefusedLink)) {
        this.#enter({ kind: 'unreachable', error, retry: () => void this.#exchange(link) });
      } else if (!this.#redirect()) this.#end(error.reason);
    }
  }

  #receive({ source, origin, data }: SessionMessage): void {
    const { settings, window } = this.#deps;
    if (!this.#isFramed || source !== window.parent) return;
    if (!isListed(origin, settings.frameAncestors ?? [], window.location.origin)) return;
    const link = renewalIn(data);
    if (link !== undefined) void this.#exchange(link);
  }
}
