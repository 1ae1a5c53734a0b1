import type { JSONValue } from '@jmespath-community/jmespath';
import { eventTime } from './event-time.ts';
import type { TemplateBudget } from './template-budget.ts';
import { TemplateError } from './template-expression.ts';
import { memberOf } from './template-values.ts';

/** The event's time in the zones that a template names. */
export class ZonedTimes {
  readonly #root: JSONValue;
  readonly #budget: TemplateBudget;
  readonly #known = new Map<string, JSONValue>();

  /** @param root the value that the template is evaluated on */
  constructor(root: JSONValue, budget: TemplateBudget) {
    this.#root = root;
    this.#budget = budget;
  }

  /**
   * Returns the fields of `time` in a zone.
   * @throws TemplateError when the template is evaluated without an event's time
   */
  in(zone: string): JSONValue {
    const known = this.#known.get(zone);
    if (known !== undefined) return known;
    this.#budget.spendOnTimeZone();
    const time = memberOf(memberOf(this.#root, 'time'), 'rfc3339_nano');
    if (typeof time !== 'string')
      throw new TemplateError('time_in() requires the time of an event');
    const fields = { __proto__: null, ...eventTime(time, zone) };
    this.#known.set(zone, fields);
    return fields;
  }
}
