/** Field names whose values are hidden. Any character may separate the words of the name. */
const SECRET_NAME =
  /pass(?:word|wd|phrase|code)|secret|token|credential|authori[sz]ation|api-?key|access-?key|private-?key|^key$|^auth$|oauth|session|cookie|signature|bearer|jwt/;

/** Patterns of values that are secrets in any field. */
const SECRET_VALUES = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, // the id of an AWS access key
  /\beyJ[\w-]+\.[\w-]+/, // a JSON Web Token
  /-----BEGIN /, // a key in PEM
  /^(?:Bearer|Basic|Digest)\s/i, // an Authorization header
  /:\/\/[^/\s:@]*:[^/\s@]+@/, // a URL with a password
  /\b(?:password|passwd|pwd|secret|token|signature|sig|api_?key)["']?\s*[:=]\s*\S/i,
];

/** Whether the values of a field with that name are hidden. */
export const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(
    name
      .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
      .replace(/[_\s.]+/g, '-')
      .toLowerCase(),
  );

/** Whether a text looks like a secret, regardless of its field name. */
export const isSecretValue = (text: string): boolean =>
  SECRET_VALUES.some((looks) => looks.test(text));
