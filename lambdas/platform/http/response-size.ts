import { encodeJson, JsonText } from '../json/json.ts';
import type { Rows } from './pagination.ts';

/**
 * A function answers with at most 6 MB (Lambda quotas): a page of large models ends early. One that is
 * larger than this alone is a page of its own.
 */
const MOST_BYTES = 4_000_000;

/** Rows whose models are read together, so that a page of large ones is not read in vain. */
const READ_AT_ONCE = 25;

/** A model of a list: where it stands, and how it is shown. */
interface Shown {
  readonly position: string;
  /** Is asked when there is room for it: what it reads may be large. Undefined when it is gone. */
  body(): unknown;
}

/**
 * As many models of `rows` as fit an answer, as JSON text.
 *
 * @param show reads the models of some rows, in their order; those that are gone are left out
 */
export async function takeWhileFits<Row>(
  { rows, more, readTo }: Rows<Row>,
  show: (rows: readonly Row[]) => Promise<readonly Shown[]>,
): Promise<Rows<{ readonly position: string; readonly body: JsonText }>> {
  const fit: { position: string; body: JsonText }[] = [];
  let bytes = 0;
  for (let start = 0; start < rows.length; start += READ_AT_ONCE) {
    for (const { position, body } of await show(rows.slice(start, start + READ_AT_ONCE))) {
      const shown = await body();
      if (shown === undefined) continue;
      const text = encodeJson(shown);
      bytes += Buffer.byteLength(text);
      if (bytes > MOST_BYTES && fit.length > 0) return { rows: fit, more: true };
      fit.push({ position, body: new JsonText(text) });
    }
  }
  return { rows: fit, more, readTo };
}

/** As many of `values`, `most` at the most, as fit an answer, as JSON text; and whether that is all. */
export function takeTextsWhileFit(
  values: Iterable<unknown>,
  most: number,
): { readonly texts: readonly JsonText[]; readonly all: boolean } {
  const texts: JsonText[] = [];
  let bytes = 0;
  for (const value of values) {
    const text = encodeJson(value);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > MOST_BYTES || texts.length === most) return { texts, all: false };
    texts.push(new JsonText(text));
  }
  return { texts, all: true };
}
