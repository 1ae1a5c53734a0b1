const list = (length: number) => Array(length).fill(0);

const members = (length: number): string =>
  JSON.stringify(Object.fromEntries(list(length).map((_, n) => [`k${n}`, n])));

const unsorted = Array.from({ length: 10_000 }, (_, n) => (n * 7919) % 10_007).join();

const zones = Intl.supportedValuesOf('timeZone')
  .filter((zone) => zone.length < 12)
  .slice(0, 35)
  .map((zone) => `time_in('${zone}')`)
  .join();

/** Key templates that exceed the step budget, and the JSON text of `x` and `y` in their data. */
export const COSTLY_STEPS: readonly [template: string, x: string][] = [
  ['length(map(&(let $a = @ in $a), data.list))', '0'],
  [`length(map(&(${'let $a = @ in '.repeat(30)} $a), data.list))`, '0'],
  [
    `let ${list(60)
      .map((_, n) => `$v${n} = @`)
      .join()} in length(map(&(let $a = @ in $v0), data.list))`,
    '0',
  ],
  ['length(data.list[?$.data.x == $.data.y])', members(14_000)],
  ['length(data.list[?$.data.x == $.data.y])', `${'['.repeat(100)}${']'.repeat(100)}`],
  ['length(map(&merge($.data.x, $.data.y), data.list))', members(14_000)],
  ['length(map(&$.data.x.*, data.list))', members(14_000)],
  ['length(map(&from_items(items($.data.x)), data.list))', members(1_000)],
  ['length(map(&to_number($.data.x), data.list))', '"12345678901234567890"'],
  ['length(map(&sort_by($.data.x, &@), data.list))', `[${unsorted}]`],
  ['length(map(&[floor(@), ceil(@), abs(@), type(@)], data.list))', '0'],
  ['length(map(&sha256($.data.x), data.list))', '"a"'],
  ['length(map(&sha256($.data.x), data.list))', JSON.stringify('a'.repeat(1_000_000))],
  ['length(map(&sha256($.data.x), data.list))', JSON.stringify('漢'.repeat(1_000))],
  ['length(map(&md5($.data.x), data.list))', '"a"'],
  ['length(map(&md5($.data.x), data.list))', JSON.stringify('漢'.repeat(300_000))],
  ['length(map(&segment($.data.x), data.list))', JSON.stringify('a/'.repeat(50))],
  ['length(map(&segment($.data.x), data.list))', JSON.stringify('漢'.repeat(300_000))],
  [`length(map(&[${zones}], data.list))`, '0'],
];

/** The data of an event for {@link COSTLY_STEPS}, as JSON text. */
export const dataWith = (x: string): string =>
  `{"x":${x},"y":${x},"list":[${list(25_000).join()}]}`;
