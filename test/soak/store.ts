import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, listen } from '../../local/listen.ts';
import { checkPut, metadataOf } from '../support/strict-s3/put-rules.ts';
import { type Received, received } from '../support/strict-s3/received.ts';
import { Refusal, refuseIf } from '../support/strict-s3/refusal.ts';
import { breaksOff, hangs, refuses, resets, type Script } from '../support/strict-s3/scripts.ts';
import { draw } from './draw.ts';
import { exchanged } from './exchange.ts';
import { DEAD_BUCKETS, SLUGGISH_BUCKET, TENANTS } from './plan.ts';
import { StoredObjects } from './stored-objects.ts';
import type { Watched } from './watched.ts';

/**
 * What a bucket does with a put: it succeeds, it fails without storing, or it stores without
 * confirming.
 */
type Mood =
  | 'honest'
  | 'slow'
  | 'throttles'
  | 'fails'
  | 'resets'
  | 'closes'
  | 'hangs'
  | 'loses'
  | 'breaks off';

/** The probability of each mood of a bucket; the remaining probability is the honest one. */
type Temper = Partial<Record<Mood, number>>;

const STEADY: Temper = {
  throttles: 0.02,
  fails: 0.02,
  resets: 0.01,
  closes: 0.01,
  loses: 0.01,
  'breaks off': 0.01,
  slow: 0.001,
  hangs: 0.0002,
};
const SLUGGISH: Temper = { ...STEADY, slow: 0.3 };
const DOWN: Temper = { fails: 0.4, resets: 0.3, throttles: 0.3 };

/** The share of conditional puts that S3 rejects because of another one. */
const CONFLICTS = 0.01;
const MIN_SLOW_MS = 2_500;
const MAX_SLOW_MS = 7_000;

const BUCKETS = new Set(
  TENANTS.flatMap(({ destinations }) => destinations.map(({ bucket }) => bucket)),
);
/** The metadata that the objects of batches have. */
const BATCH_ID = 'waybill-batch-id';

/** Where an object is put. */
interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly isS3: boolean;
}

/**
 * The customers' store: S3 and an S3-compatible store. It misbehaves in various ways and records what it
 * has stored.
 */
export class Store {
  readonly stored = new StoredObjects();
  readonly #watched: Watched;
  readonly #folder: string | undefined;
  readonly #server = createServer((incoming, response) => {
    // A client that disconnects while sending is not served.
    received(incoming).then(
      (request) => this.#serve(request, response, false),
      () => response.destroy(),
    );
  });
  readonly #s3 = createServer((incoming, response) => {
    this.#serveS3(incoming, response).catch(() => response.destroy());
  });
  readonly #agent = new Agent({ keepAlive: true });
  #ownBuckets = '';
  #isCalm = false;
  /** How often each mood occurred. */
  readonly moods = new Map<Mood, number>();

  /** @param folder receives the objects as files, by bucket and key */
  constructor(watched: Watched, folder?: string) {
    this.#watched = watched;
    this.#folder = folder;
  }

  /** Starts the endpoint of the buckets that are not on AWS, and returns its URL. */
  start(): Promise<string> {
    return listen(this.#server, 0, '');
  }

  /**
   * Starts S3, and returns its URL.
   *
   * @param ownBuckets the S3 that has the stack's own buckets
   */
  startS3(ownBuckets: string): Promise<string> {
    this.#ownBuckets = ownBuckets;
    return listen(this.#s3, 0, '');
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await Promise.all([this.#server, this.#s3].map((server) => close(server)));
  }

  /** Makes all buckets work from now on, including the dead ones. */
  calmDown(): void {
    this.#isCalm = true;
  }

  async #serveS3(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await received(incoming);
    if (BUCKETS.has(request.path.split('/')[1] ?? '')) {
      await this.#serve(request, response, true);
      return;
    }
    const { method, body } = request;
    const { url: path = '', headers } = incoming;
    const call = { method, path, headers, body };
    const answer = await exchanged(this.#ownBuckets, call, this.#agent);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async #serve(request: Received, response: ServerResponse, isS3: boolean): Promise<void> {
    this.#watched.request('the store', request.path, [...request.headers], request.body);
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
    if (bucket === DEAD_BUCKETS.gone && !this.#isCalm) {
      refuses(404, 'NoSuchBucket', 'The specified bucket does not exist')(response);
      return;
    }
    const mood = draw<Mood>(this.#temperOf(bucket), 'honest');
    this.moods.set(mood, (this.moods.get(mood) ?? 0) + 1);
    if (mood === 'slow') await sleep(MIN_SLOW_MS + Math.random() * (MAX_SLOW_MS - MIN_SLOW_MS));
    const place = { bucket, key: decodeURIComponent(key), isS3 };
    SCRIPTS[mood](() => this.#put(place, request))(response);
  }

  #temperOf(bucket: string): Temper {
    if (this.#isCalm) return {};
    if (bucket === DEAD_BUCKETS.down) return DOWN;
    return bucket === SLUGGISH_BUCKET ? SLUGGISH : STEADY;
  }

  /** Responds as S3 does. */
  #put(place: Place, request: Received): Script {
    const { bucket, key } = place;
    try {
      checkPut(request, key);
      this.#checkPrecondition(place, request);
    } catch (error) {
      if (error instanceof Refusal) return refuses(error.status, error.code, error.message);
      throw error;
    }
    const metadata = metadataOf(request);
    const batchId = metadata[BATCH_ID];
    if (batchId === undefined) {
      this.stored.enter(bucket, key, metadata['event-id'] ?? '', request.body.toString());
    } else this.stored.enterBatch(bucket, key, { batchId, metadata, body: request.body });
    this.#keep(join(bucket, key), request.body);
    return (response) =>
      response
        .writeHead(200, { etag: `"${createHash('md5').update(request.body).digest('hex')}"` })
        .end();
  }

  /** On S3, the object of a batch must not replace another: not even with the same bytes. */
  #checkPrecondition({ bucket, key, isS3 }: Place, request: Received): void {
    if (!isS3 || metadataOf(request)[BATCH_ID] === undefined) return;
    if (request.headers.get('if-none-match') !== '*')
      this.stored.violations.push(`${bucket}/${key} was put without If-None-Match`);
    refuseIf(this.stored.hasBatch(bucket, key), 412, 'PreconditionFailed');
    refuseIf(
      !this.#isCalm && Math.random() < CONFLICTS,
      409,
      'ConditionalRequestConflict',
      'A conflicting conditional operation is currently in progress against this resource.',
    );
  }

  #keep(name: string, body: Buffer): void {
    if (this.#folder === undefined) return;
    const file = join(this.#folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
}

/** Closes a connection cleanly from this side, without a response. */
const closes: Script = ({ socket }) => {
  socket?.end();
};

/** The effect of each mood on a put. */
const SCRIPTS: Readonly<Record<Mood, (put: () => Script) => Script>> = {
  honest: (put) => put(),
  slow: (put) => put(),
  throttles: () => refuses(503, 'SlowDown', 'Please reduce your request rate.'),
  fails: () => refuses(500, 'InternalError'),
  resets: () => resets,
  closes: () => closes,
  hangs: () => hangs,
  loses: (put) => storedThen(put, resets),
  'breaks off': (put) => storedThen(put, breaksOff),
};

const storedThen = (put: () => Script, script: Script): Script => {
  put();
  return script;
};
