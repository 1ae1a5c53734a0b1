/** The API takes at most 100 parameters; some are needed for other purposes. */
const MAX_IDS = 90;
/** API Gateway takes 10,240 bytes of request line and headers, the token included. */
const MAX_CHARACTERS = 4_000;

/** Splits ids into query strings such as `event_id=a&event_id=b` that the API accepts. */
export function idQueries(name: string, ids: readonly string[]): string[] {
  const queries: string[][] = [];
  let length = 0;
  for (const id of ids) {
    const parameter = `${name}=${encodeURIComponent(id)}`;
    const last = queries.at(-1);
    length += parameter.length + 1;
    if (last && last.length < MAX_IDS && length <= MAX_CHARACTERS) {
      last.push(parameter);
    } else {
      queries.push([parameter]);
      length = parameter.length;
    }
  }
  return queries.map((parameters) => parameters.join('&'));
}
