import { z } from 'zod';
import { isJsonObject } from '../platform/json/json.ts';
import { EVENT_MEMBERS, type Filter } from './filter.ts';
import { OPERATORS } from './filter-operators.ts';

const filters = { type: 'array', items: { $ref: '#/components/schemas/Filter' } } as const;

/** Accepts any object. `filterErrors` validates its content. */
export const FilterShape = z.custom<Filter>(isJsonObject, 'must be an object').meta({
  id: 'Filter',
  description: `Which events of its topics a destination wants: the members an event has, each with the value it must have, or an object of nested members and operators (${OPERATORS}). All of them must hold. The language is [Outpost’s](https://github.com/hookdeck/outpost/blob/main/docs/content/features/filter.mdoc).`,
  type: 'object',
  properties: {
    ...Object.fromEntries(EVENT_MEMBERS.map((name) => [name, {}])),
    $or: filters,
    $and: filters,
    $not: { $ref: '#/components/schemas/Filter' },
  },
  additionalProperties: false,
  example: { data: { status: { $in: ['paid', 'shipped'] }, amount: { $gte: 100 } } },
});
