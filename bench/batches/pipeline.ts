import { join } from 'node:path';
import type { Event } from '../../lambdas/events/event.ts';
import { aRecord } from '../../test/support/lambda.ts';
import { DESTINATIONS_TABLE, EVENTS_TABLE } from '../cpu/environment.ts';
import { type Call, type Message, type StandIn, startStandIn } from '../cpu/stand-in-server.ts';
import { FunctionProcess, type InvocationResult } from './function-process.ts';

/** The functions that batches pass through. */
export type StageName = (typeof STAGES)[number];

const STAGES = ['router', 'collector', 'batch-deliverer'] as const;

/** Lambda starts with five pollers. Each of them fills its own runs. */
const POLLERS = 5;
const COLLECTORS = 2;
/** Messages of a run of the batch-deliverer, at most. */
const DELIVERIES = 10;

const sourceOf = (stage: StageName): string =>
  join(import.meta.dirname, `../../lambdas/${stage}.ts`);

/** What is observed while the functions run. */
export interface Observer {
  /** The functions that run. @default all */
  readonly stages?: readonly StageName[];
  /** The file of each function, or its bundle. @default its source */
  readonly fileOf?: (stage: StageName) => string;
  /** Options of Node for each function. @default none */
  readonly execArgv?: readonly string[];
  /** Whether the functions use the real time instead of the pipeline's. @default false */
  readonly isRealTime?: boolean;
  readonly onCall?: (call: Call) => void;
  readonly onPut?: (body: Buffer, path: string) => void;
  readonly onStage?: (stage: StageName) => void;
  readonly onRun?: (stage: StageName, messages: readonly Message[], run: InvocationResult) => void;
  readonly waitOf?: (action: string) => number;
}

interface Due {
  readonly message: Message;
  /** In milliseconds of Unix time. */
  readonly at: number;
}

/**
 * Router, collector and batch-deliverer, each in a separate process, with a stand-in for AWS and a
 * clock that the caller advances.
 */
export class Pipeline implements AsyncDisposable {
  readonly standIn: StandIn;
  readonly #observer: Observer;
  readonly #functions = new Map<StageName, FunctionProcess[]>();
  #referrals: Message[] = [];
  #deliveries: Due[] = [];
  /** Milliseconds of Unix time. Within one UTC day, so that each log continues. */
  now = Date.parse('2026-11-29T08:00:00Z');

  private constructor(standIn: StandIn, observer: Observer) {
    this.standIn = standIn;
    this.#observer = observer;
  }

  static async start(observer: Observer = {}): Promise<Pipeline> {
    let pipeline: Pipeline | undefined;
    const standIn = await startStandIn({
      ...observer,
      keeps: [DESTINATIONS_TABLE, EVENTS_TABLE],
      onCall: (call) => {
        pipeline?.queue(call);
        observer.onCall?.(call);
      },
    });
    pipeline = new Pipeline(standIn, observer);
    await pipeline.#startFunctions();
    return pipeline;
  }

  async #startFunctions(): Promise<void> {
    const { stages = STAGES, fileOf = sourceOf, execArgv = [] } = this.#observer;
    for (const stage of stages) {
      const length = stage === 'collector' ? COLLECTORS : 1;
      const starting = Array.from({ length }, () =>
        FunctionProcess.start(fileOf(stage), this.standIn.url, execArgv),
      );
      this.#functions.set(stage, await Promise.all(starting));
    }
  }

  /** Puts the messages of a call into the queue that they are sent to. */
  queue({ action, input: { QueueUrl = '', Entries = [] } }: Call): void {
    if (action !== 'SendMessageBatch') return;
    if (QueueUrl.endsWith('/batch')) this.#referrals.push(...Entries);
    if (!QueueUrl.endsWith('/batchdelivery')) return;
    for (const message of Entries) {
      this.#deliveries.push({ message, at: this.now + (message.DelaySeconds ?? 0) * 1_000 });
    }
  }

  /** Publishes events as messages of one run of the router. */
  async route(events: readonly Event[]): Promise<void> {
    const messages = events.map(({ id, tenant_id, topic, data }) => ({
      Id: id,
      MessageBody: `{"id":"${id}","tenant_id":"${tenant_id}","topic":"${topic}","data":${data}}`,
      MessageGroupId: tenant_id,
    }));
    await this.#run('router', 0, messages);
  }

  /** Runs the collector on the references since the last call, as all pollers do within a window. */
  async collect(pollers = POLLERS): Promise<void> {
    const messages = this.#referrals;
    this.#referrals = [];
    const runs = Array.from({ length: pollers }, (_, poller) =>
      messages.filter((_, index) => index % pollers === poller),
    );
    await Promise.all(
      runs.map(async (run, index) => {
        if (run.length > 0) await this.#run('collector', index % COLLECTORS, run);
      }),
    );
  }

  /** Handles the deliveries of batches that are due. */
  async deliver(perRun = DELIVERIES): Promise<void> {
    for (;;) {
      const isDue = ({ at }: Due) => at <= this.now;
      const due = this.#deliveries.filter(isDue).slice(0, perRun);
      if (due.length === 0) return;
      this.#deliveries = this.#deliveries.filter((one) => !due.includes(one));
      await this.#run(
        'batch-deliverer',
        0,
        due.map(({ message }) => message),
      );
    }
  }

  async #run(stage: StageName, index: number, messages: readonly Message[]): Promise<void> {
    const records = messages.map(({ MessageBody, MessageGroupId = '' }, place) =>
      aRecord({
        messageId: `m${place}`,
        body: MessageBody,
        attributes: { ...aRecord().attributes, MessageGroupId },
      }),
    );
    this.#observer.onStage?.(stage);
    const at = this.#observer.isRealTime ? undefined : this.now;
    const process = this.#functions.get(stage)?.[index];
    const result = await process?.run({ at, event: { Records: records } });
    if (result) this.#observer.onRun?.(stage, messages, result);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of [...this.#functions.values()].flat()) each.stop();
    this.standIn.server.close();
    this.standIn.server.closeAllConnections();
  }
}
