interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/** Limits how many bytes are worked on at once. Work waits in order; larger work than that runs alone. */
export class ByteGate {
  readonly #maxBytes: number;
  readonly #waiting: Waiting[] = [];
  #inUse = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Does `work`, which takes `bytes`, when there is room. */
  async run<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((admit) => {
      this.#waiting.push({ bytes, admit });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#inUse -= bytes;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#inUse > 0 && this.#inUse + next.bytes > this.#maxBytes) return;
      this.#waiting.shift();
      this.#inUse += next.bytes;
      next.admit();
    }
  }
}
