import { FairShare, type Grouped } from './fair-share.ts';
import { fauxqsModule } from './fauxqs.ts';

/**
 * The part of fauxqs's own classes that the patch needs (2.4.1: `sqs/sqsStore.js`,
 * `sqs/sqsRouter.js`).
 */
interface Message extends Grouped {
  readonly messageId: string;
  messageGroupId?: string;
}

interface Queue {
  messages: Message[];
  readonly delayedMessages: Message[];
  readonly inflightMessages: ReadonlyMap<string, { readonly message: Message }>;
  processTimers(): void;
  isFifo(): boolean;
  dequeue(max: number, ...args: unknown[]): { readonly ReceiptHandle: string }[];
  deleteMessage(handle: string): boolean;
}

interface SentMessage {
  readonly Id?: string;
  readonly MessageGroupId?: string;
}

interface SendRequest extends SentMessage {
  readonly QueueUrl: string;
  readonly Entries?: readonly SentMessage[];
}

interface SendOutput {
  readonly MessageId?: string;
  readonly Successful?: readonly { readonly Id: string; readonly MessageId: string }[];
}

interface Store {
  getQueue(url: string): Queue | undefined;
}

type Handle = (request: SendRequest, store: Store, ...args: unknown[]) => SendOutput;

interface Router {
  register(action: string, handle: Handle): void;
}

/**
 * Patches fauxqs to keep message group ids in standard queues, which it drops, and to receive in
 * the order of fair queues. Applies to all servers that this process starts afterwards.
 */
export const patchFairQueues = (): Promise<void> => {
  patched ??= patch();
  return patched;
};

let patched: Promise<void> | undefined;

const patch = async (): Promise<void> => {
  const { SqsRouter } = await import(fauxqsModule('sqs/sqsRouter.js'));
  const { SqsQueue } = await import(fauxqsModule('sqs/sqsStore.js'));
  patchRouter(SqsRouter.prototype);
  patchQueue(SqsQueue.prototype);
};

const patchRouter = (router: Router): void => {
  const { register } = router;
  router.register = function (action, handle) {
    register.call(this, action, action.startsWith('SendMessage') ? withGroupIds(handle) : handle);
  };
};

/** fauxqs responds synchronously, before a consumer can receive the sent message. */
const withGroupIds =
  (handle: Handle): Handle =>
  (request, store, ...args) => {
    const output = handle(request, store, ...args);
    const queue = store.getQueue(request.QueueUrl);
    for (const { id, group } of groupsIn(request, output)) {
      const matches = ({ messageId }: Message) => messageId === id;
      const message = queue?.messages.findLast(matches) ?? queue?.delayedMessages.findLast(matches);
      if (message) message.messageGroupId = group;
    }
    return output;
  };

const groupsIn = (request: SendRequest, { MessageId, Successful = [] }: SendOutput) => {
  const sent = [
    { group: request.MessageGroupId, id: MessageId },
    ...Successful.map(({ Id, MessageId }) => ({
      group: request.Entries?.find((entry) => entry.Id === Id)?.MessageGroupId,
      id: MessageId,
    })),
  ];
  return sent.flatMap(({ group, id }) => (group === undefined ? [] : [{ group, id }]));
};

const shares = new WeakMap<Queue, FairShare>();

const shareOf = (queue: Queue): FairShare => {
  const share = shares.get(queue) ?? new FairShare();
  shares.set(queue, share);
  return share;
};

const patchQueue = (queues: Queue): void => {
  const { dequeue, deleteMessage } = queues;
  queues.dequeue = function (max, ...args) {
    if (this.isFifo()) return dequeue.call(this, max, ...args);
    const share = shareOf(this);
    moveFairMessagesToFront(this, share, max);
    const received = dequeue.call(this, max, ...args);
    for (const { ReceiptHandle: handle } of received) {
      const { message = {} } = this.inflightMessages.get(handle) ?? {};
      share.begun(handle, message, performance.now());
    }
    return received;
  };
  queues.deleteMessage = function (handle) {
    shareOf(this).ended(handle, performance.now());
    return deleteMessage.call(this, handle);
  };
};

/** Moves the messages to receive next to the front of the queue. */
const moveFairMessagesToFront = (queue: Queue, share: FairShare, max: number): void => {
  queue.processTimers();
  const back = share.handles().filter((handle) => !queue.inflightMessages.has(handle));
  for (const handle of back) share.ended(handle, performance.now());
  const next = new Set(share.next(queue.messages, max, performance.now()));
  queue.messages = [...next, ...queue.messages.filter((message) => !next.has(message))];
};
