import type { Mutant, Ports } from './ports.ts';

/** Asks for the delivery of a batch after the slot that opens it. */
const askedAfterAppending: Mutant = {
  wrap: ({ slots, queueDelivery, ...ports }) => {
    let held: (() => Promise<void>) | undefined;
    return {
      ...ports,
      queueDelivery: async (batch, delaySeconds) => {
        if (delaySeconds === 0 || batch.absent_since !== undefined) {
          await queueDelivery(batch, delaySeconds);
        } else held = () => queueDelivery(batch, delaySeconds);
      },
      slots: {
        ...slots,
        put: async (log, slot) => {
          const isWritten = await slots.put(log, slot);
          await held?.();
          held = undefined;
          return isWritten;
        },
      },
    };
  },
};

/** Does not look for the events of a batch in earlier batches. */
const withoutDeduplication: Mutant = {
  wrap: (ports) => withSlots(ports, { async *before() {} }),
};

/** Closes a batch at its age without writing that it is closed. */
const cutWithoutSlot: Mutant = {
  wrap: (ports) =>
    withSlots(ports, {
      put: (log, slot) => (slot.cut === 'age' ? Promise.resolve(true) : ports.slots.put(log, slot)),
    }),
};

/** Writes under the key that each attempt chooses. */
const chosenEachTime: Mutant = {
  wrap: (ports) => ({ ...ports, settled: { ...ports.settled, put: async () => true } }),
};

/** Replaces an object although events that may be in it have expired. */
const replacedByFewer: Mutant = {
  wrap: (ports) => ({
    ...ports,
    settled: {
      ...ports.settled,
      at: async (batch) => {
        const first = await ports.settled.at(batch);
        return first && { ...first, events: 0 };
      },
    },
  }),
};

const putWithoutCondition: Mutant = { isPutConditional: false };

const withSlots = (ports: Ports, slots: Partial<Ports['slots']>): Ports => ({
  ...ports,
  slots: { ...ports.slots, ...slots },
});

/** Protocols that lose events, deliver them twice, or change objects. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'a delivery asked for after the append': askedAfterAppending,
  'no look for duplicates': withoutDeduplication,
  'a cut without a slot': cutWithoutSlot,
  'a put without a condition': putWithoutCondition,
  'a key that each attempt chooses': chosenEachTime,
  'an object replaced by one with fewer events': replacedByFewer,
};
