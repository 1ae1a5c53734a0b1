/** Something the person at the keyboard must change: told in one line, without a stack trace. */
export class LocalStackError extends Error {
  override name = 'HouseFault' as const;
}
