/** The guide to filters. Each example selects what its text says. */

export const guide = 'How to write a filter';
export const guideText =
  'A filter names members of the event: id, topic, time, metadata and data. All conditions must match.';
export const examples: readonly (readonly [text: string, filter: string])[] = [
  ['The country is DE.', '{"data": {"country": "DE"}}'],
  ['The country is DE or AT.', '{"data": {"country": {"$in": ["DE", "AT"]}}}'],
  [
    'The total is 100 or more, and less than 500.',
    '{"data": {"total": {"$gte": 100, "$lt": 500}}}',
  ],
  ['The list of tags contains “urgent”.', '{"data": {"tags": "urgent"}}'],
  ['There is a coupon.', '{"data": {"coupon": {"$exist": true}}}'],
  ['It is not a test.', '{"$not": {"metadata": {"source": "test"}}}'],
  [
    'The topic begins with “order”, or the total is 1,000 or more.',
    '{"$or": [{"topic": {"$startsWith": "order"}}, {"data": {"total": {"$gte": 1000}}}]}',
  ],
];
export const operators =
  'Operators: $eq, $neq, $gt, $gte, $lt, $lte, $in, $nin, $startsWith, $endsWith, $exist, $or, $and, $not.';
