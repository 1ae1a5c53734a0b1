import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceRequest, ServiceResponse } from '../../local/direct-response.ts';
import { close, listen } from '../../local/listen.ts';
import type { Service } from '../fault-injection/fakes/call.ts';
import { failing, slowing } from '../fault-injection/fakes/errors.ts';
import { draw } from './draw.ts';
import { exchanged } from './exchange.ts';
import type { Watched } from './watched.ts';

/** The result of a call. */
type Fate = 'forwarded' | 'fails' | 'is throttled' | 'is cut off' | 'loses its answer' | 'is late';

const SHARES: Partial<Record<Fate, number>> = {
  fails: 0.003,
  'is throttled': 0.003,
  'is cut off': 0.003,
  'loses its answer': 0.003,
  'is late': 0.002,
};
const LATE_MS = 1_500;

/** Occasionally all calls fail for a while. */
const OUTAGE = { everyMs: 60_000, forMs: 3_000 };

/** A proxy between the functions and one of their services that makes calls fail at random. */
export class TroubledService {
  /** Call counts by result. */
  readonly fates = new Map<Fate, number>();
  readonly #service: Service;
  readonly #watched: Watched;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server = createServer((incoming, response) => {
    // A client that has disconnected receives no response.
    this.#serve(incoming, response).catch(() => response.destroy());
  });
  #target = '';
  #isCalm = false;
  #outageEnds = 0;
  #nextOutage = Date.now() + Math.random() * OUTAGE.everyMs;

  constructor(service: Service, watched: Watched) {
    this.#service = service;
    this.#watched = watched;
  }

  /** Starts the proxy in front of `target` and returns its own URL. */
  start(target: string): Promise<string> {
    this.#target = target;
    return listen(this.#server, 0, '');
  }

  stop(): Promise<void> {
    this.#agent.destroy();
    return close(this.#server);
  }

  /** Stops all faults. */
  calmDown(): void {
    this.#isCalm = true;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = incoming;
    const request: ServiceRequest = { method, path, headers, body: await buffer(incoming) };
    this.#watched.request(this.#service, path, Object.entries(headers), request.body);
    const fate = this.#fate();
    this.fates.set(fate, (this.fates.get(fate) ?? 0) + 1);
    const answer = await this.#answerTo(request, fate);
    if (answer === undefined) response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #fate(): Fate {
    if (this.#isCalm) return 'forwarded';
    const now = Date.now();
    if (now > this.#nextOutage) {
      this.#outageEnds = now + OUTAGE.forMs;
      this.#nextOutage = this.#outageEnds + Math.random() * 2 * OUTAGE.everyMs;
    }
    return now < this.#outageEnds ? 'fails' : draw<Fate>(SHARES, 'forwarded');
  }

  /** Undefined when the response is withheld. */
  async #answerTo(request: ServiceRequest, fate: Fate): Promise<ServiceResponse | undefined> {
    const forward = () => exchanged(this.#target, request, this.#agent);
    switch (fate) {
      case 'forwarded':
        return forward();
      case 'is late':
        await sleep(LATE_MS);
        return forward();
      case 'fails':
        return failing(this.#service);
      case 'is throttled':
        return slowing(this.#service);
      case 'is cut off':
        return undefined;
      case 'loses its answer':
        await forward();
        return undefined;
    }
  }
}
