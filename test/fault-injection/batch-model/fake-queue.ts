import type { World } from './world.ts';

interface Message<Body> {
  readonly body: Body;
  visibleAt: number;
}

/** How long a received message is hidden: longer than any run. */
const HIDDEN_MS = 90_000;

/** How often a message is received twice at once, or late. */
const TWICE = 0.05;
const LATE = 0.1;
const LATE_MS = 40_000;

/** A standard queue: messages are delayed, reordered and now and then received twice. */
export class FakeQueue<Body> {
  readonly #world: World;
  readonly #messages = new Set<Message<Body>>();

  constructor(world: World) {
    this.#world = world;
  }

  send(body: Body, delaySeconds = 0): void {
    const lateMs = this.#world.chance(LATE) ? this.#world.whole(LATE_MS) : 0;
    const visibleAt = this.#world.now + delaySeconds * 1_000 + lateMs;
    this.#messages.add({ body, visibleAt });
  }

  /** Receives up to `max` messages. The result removes them. */
  receive(max: number): { readonly bodies: readonly Body[]; readonly acknowledge: () => void } {
    const received: Message<Body>[] = [];
    for (const message of this.#messages) {
      if (received.length >= max || message.visibleAt > this.#world.now) continue;
      if (!this.#world.chance(TWICE)) message.visibleAt = this.#world.now + HIDDEN_MS;
      received.push(message);
    }
    const acknowledge = () => {
      for (const message of received) this.#messages.delete(message);
    };
    return { bodies: received.map(({ body }) => body), acknowledge };
  }

  /** When the next message can be received; undefined for an empty queue. */
  get nextAt(): number | undefined {
    const times = [...this.#messages].map(({ visibleAt }) => visibleAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
