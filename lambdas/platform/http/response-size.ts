import { encodeJson, JsonText } from '../json/json.ts';
import type { Rows } from './pagination.ts';

/**
 * The most bytes of models on a page. A function returns at most 6 MB (Lambda quotas), so a page of
 * large models ends early. A model that exceeds this limit alone is the only one on its page.
 */
const MOST_BYTES = 4_000_000;

/** Rows whose models are read together. Small groups avoid reading models that do not fit the page. */
const READ_AT_ONCE = 25;

/** A model of a list: its position and its body. */
interface Shown {
  readonly position: string;
  /** Called only while there is room, because it may read much. Returns undefined when the model is gone. */
  body(): unknown;
}

/**
 * Takes models of `rows`, as JSON text, while they fit a response.
 *
 * @param show reads the models of some rows, in their order, and omits those that are gone
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

/** Takes `values`, at most `most`, as JSON text while they fit a response. `all` is false if some did not. */
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
