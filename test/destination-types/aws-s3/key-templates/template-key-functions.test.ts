import { describe, expect, it } from 'vitest';
import { keyTemplateError } from '../../../../lambdas/destination-types/aws-s3/key-templates/key-template.ts';
import { keyFor } from '../../../../lambdas/destination-types/aws-s3/s3-object.ts';
import { anEvent, aPlace, keyOf } from '../builders.ts';

describe('sha256() and md5()', () => {
  it.each([
    ["sha256('abc')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["sha256('')", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ["md5('abc')", '900150983cd24fb0d6963f7d28e17f72'],
    ["md5('')", 'd41d8cd98f00b204e9800998ecf8427e'],
    // The digest of the UTF-8 bytes.
    ['sha256(data.t)', 'e2058523e5df1f08427ddaa709ea942ef55a5dd3319056633fdbd348965944c6'],
    ["sha256('abc')[:4]", 'ba78'],
    ["join('/', [md5(data.t)[:2], md5(data.t)])", '88/88f43119509768a71b55eb9c4f8505d5'],
  ])('%s is %s', (template, key) => {
    expect(keyOf(template, '{"t":"ü漢😀"}')).toBe(key);
  });

  it('digest a number of any length as its text', () => {
    const data = '{"n":12345678901234567890}';
    expect(keyOf('sha256(to_string(data.n))', data)).toBe(
      keyOf("sha256('12345678901234567890')", data),
    );
  });

  it('reject another type', () => {
    expect(keyOf('sha256(data.n)', '{"n":1}')).toContain(
      'data.n is a number, and sha256() takes a string',
    );
  });
});

describe('segment()', () => {
  it.each([
    ['Abc-1_2.json', 'Abc-1_2.json'],
    ['a/b c\\d', 'a-b-c-d'],
    ['../etc', '..-etc'],
    ['', '-'],
    ['.', '-'],
    ['..', '-'],
    ['...', '...'],
    ['/', '-'],
    ['ü漢😀', '---'],
    ['\ud800', '-'],
    ['a\u0000\n\r\u2028', 'a----'],
    ['a=b&c?d#e%2F', 'a-b-c-d-e-2F'],
  ])('of %j is %s', (t, key) => {
    expect(keyOf('segment(data.t)', JSON.stringify({ t }))).toBe(key);
  });

  it('makes any text a safe path segment', () => {
    expect(keyOf("join('/', map(&segment(@), data.l))", '{"l":["a/b","..","","c"]}')).toBe(
      'a-b/-/-/c',
    );
  });
});

describe('time_in()', () => {
  it('has the fields of time in a zone', () => {
    const template = `join('', ['date=', time_in('Asia/Kolkata').date, '/hour=', time_in('Asia/Kolkata').hour, '/', metadata."event-id"])`;
    const event = anEvent({ time: '2024-01-01T20:00:00Z' });
    expect(keyFor(event, aPlace({ key_template: template }))).toEqual({
      key: 'date=2024-01-02/hour=01/evt_1',
    });
  });

  it.each([
    ["time_in('Europe/Berlin').rfc3339", '2024-01-02T04:04:05+01:00'],
    ['time_in(`"Europe/Berlin"`).hour', '04'],
    ["let $t = time_in('America/New_York') in join(' ', [$t.date, $t.hour])", '2024-01-01 22'],
    ["map(&time_in(@.zone || 'UTC').hour, [data]) | [0]", 'a literal'],
    ["[time_in('Asia/Tokyo'), time_in('Asia/Tokyo')] | [0].day", '02'],
    ["to_string(time_in('UTC') == time)", 'true'],
    ["join(',', map(&time_in('Europe/Berlin').hour, ['a', 'b']))", '04,04'],
  ])('%s gives %s', (template, key) => {
    expect(keyOf(template)).toContain(key);
  });

  it('rejects a field that a time does not have when it is saved', () => {
    expect(keyTemplateError("time_in('Europe/Berlin').zone || keys(data)")).toContain('an array');
    expect(keyTemplateError("join('', [time_in('Europe/Berlin').zone])")).toContain(
      "time_in('Europe/Berlin').zone is null (there is no zone among year, month",
    );
    expect(keyTemplateError("time_in('Europe/Berlin')")).toContain('is an object');
  });

  it.each([
    ["time_in('Europe/Atlantis').date", "'Europe/Atlantis', which is not an IANA time zone"],
    ["data.a || time_in('+01:00').date", "'+01:00', which is not an IANA time zone"],
    ["data.a || time_in('').date", "'', which is not an IANA time zone"],
    ...['data.zone', '@', "join('', ['UTC'])", '`1`', "data.zone || 'UTC'"].map((zone) => [
      `time_in(${zone}).date`,
      `${zone}: the time zone must be a literal, such as 'Europe/Berlin'`,
    ]),
  ])('%s cannot be saved', (template, why) => {
    expect(keyTemplateError(template)).toBe(`calls time_in() with ${why}`);
  });
});

describe('a key function', () => {
  it.each([
    ['sha256()', 'calls sha256() with 0 argument(s); it takes 1'],
    ["md5('a', 'b')", 'calls md5() with 2 argument(s); it takes 1'],
    ["time_in('UTC', 'UTC')", 'calls time_in() with 2 argument(s); it takes 1'],
    ['segment(data)', 'data is an object, and segment() takes a string'],
    ['sha256(`1`)', '`1` is a number, and sha256() takes a string'],
    ['md5(&data)', '&data is an expression, and md5() takes a string'],
    ['segment(keys(data))', 'keys(data) is an array, and segment() takes a string'],
  ])('rejects %s when it is saved', (template, why) => {
    expect(keyTemplateError(template)).toContain(why);
  });

  it.each([
    "sha256('a')",
    'segment(data.a)',
    'md5(data.a)[:2]',
    "time_in('Europe/Berlin').date",
    "data.a && time_in('Europe/Berlin').date || 'x'",
  ])('can be saved in %s', (template) => {
    expect(keyTemplateError(template)).toBeUndefined();
  });

  it.each([
    ['uuid()', 'uuid', 'metadata."event-id"'],
    ["join('', [time.date, '/', uuid(), '.json'])", 'uuid', 'metadata."event-id"'],
    ["data.a || random(`1`, 'a')", 'random', 'sha256(metadata."event-id")'],
    ['now()', 'now', 'time'],
  ])('that is not deterministic is rejected: %s', (template, name, instead) => {
    expect(keyTemplateError(template)).toBe(
      `calls ${name}(), but a key must be the same at every attempt: use ${instead}`,
    );
  });
});
