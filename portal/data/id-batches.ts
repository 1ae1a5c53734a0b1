/** The API takes at most 100 parameters; some are needed for other purposes. */
const MAX_IDS = 90;
/** API Gateway takes 10,240 bytes of request line and headers, the token included. */
const MAX_CHARACTERS = 4_000;

/** Divides ids into batches, each of which a query such as `?event_id=a&event_id=b` can name. */
export function idBatches(name: string, ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  let length = 0;
  for (const id of ids) {
    const added = `${name}=${encodeURIComponent(id)}&`.length;
    const last = batches.at(-1);
    length += added;
    if (last && last.length < MAX_IDS && length <= MAX_CHARACTERS) {
      last.push(id);
    } else {
      batches.push([id]);
      length = added;
    }
  }
  return batches;
}
