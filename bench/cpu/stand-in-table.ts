import type { Attributes, CallInput } from './stand-in-server.ts';

/** The items of one table in memory, as far as the functions on the path of events use it. */
export class StandInTable {
  readonly #partitions = new Map<string, Map<string, Attributes>>();

  /** Returns whether the item was written: a condition of the bench demands that its key is vacant. */
  put({ Item = {}, ConditionExpression }: CallInput): boolean {
    const items = this.#partitions.get(textIn(Item.pk)) ?? new Map<string, Attributes>();
    const isVacant = !items.has(textIn(Item.sk));
    if (!isVacant && ConditionExpression?.startsWith('attribute_not_exists(pk)')) return false;
    items.set(textIn(Item.sk), Item);
    this.#partitions.set(textIn(Item.pk), items);
    return true;
  }

  get({ pk, sk }: Attributes): Attributes | undefined {
    return this.#partitions.get(textIn(pk))?.get(textIn(sk));
  }

  /** Returns the items of a partition, within a range of sort keys if there is one. */
  query({ ExpressionAttributeValues = {}, ScanIndexForward = true, Limit }: CallInput) {
    const { ':pk': pk, ':from': from, ':to': to } = ExpressionAttributeValues;
    const inRange = [...(this.#partitions.get(textIn(pk)) ?? [])]
      .filter(([sk]) => (!from || sk >= textIn(from)) && (!to || sk <= textIn(to)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => item);
    const ordered = ScanIndexForward ? inRange : inRange.reverse();
    const items = ordered.slice(0, Limit);
    const last = items.length < ordered.length ? items.at(-1) : undefined;
    return { items, ...(last?.pk && last.sk && { last: { pk: last.pk, sk: last.sk } }) };
  }
}

const textIn = (value: Attributes[string] | undefined): string => value?.S ?? '';
