/** Whether `text` matches an IAM pattern: `*` stands for any characters, `?` for one. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
};

/** The parts of an ARN; the last one, the resource, may contain colons. */
const ARN_PARTS = 6;

/** Compares ARNs part by part: a `*` does not match across the colon between two parts. */
export const matchesArn = (pattern: string, arn: string): boolean => {
  const [patterns, parts] = [partsOf(pattern), partsOf(arn)];
  return (
    parts.length === ARN_PARTS &&
    patterns.length === ARN_PARTS &&
    parts.every((part, index) => matchesPattern(patterns[index] ?? '', part))
  );
};

const partsOf = (arn: string): string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
};
