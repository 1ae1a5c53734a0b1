/** What an attempt that wrote nothing says about its destination. */
interface CodeWithoutWrite {
  /**
   * Whether the cause is the config of the destination. Otherwise, the attempt counts neither towards
   * blocking nor towards alerts: a platform bucket that is not connected, for example, would disable every
   * destination.
   */
  readonly reflectsHealth: boolean;
}

const OF_CONFIG: CodeWithoutWrite = { reflectsHealth: true };
const OF_EVENT_OR_PLATFORM: CodeWithoutWrite = { reflectsHealth: false };

/**
 * The codes, for every destination type, of attempts that wrote nothing. The response of a store never has
 * one of them.
 */
export const CODES_WITHOUT_WRITE: ReadonlyMap<string, CodeWithoutWrite> = new Map([
  ['EMPTY', OF_EVENT_OR_PLATFORM],
  ['filter', OF_CONFIG],
  ['partition', OF_CONFIG],
  ['event_expired', OF_EVENT_OR_PLATFORM],
  ['data_unavailable', OF_EVENT_OR_PLATFORM],
  ['destination_deleted', OF_EVENT_OR_PLATFORM],
  ['destination_disabled', OF_EVENT_OR_PLATFORM],
  ['expired', OF_EVENT_OR_PLATFORM],
  ['cancelled', OF_EVENT_OR_PLATFORM],
]);
