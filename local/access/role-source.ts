import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '../local-stack-error.ts';
import { parseRoles, type Role, type Roles } from './role.ts';

/**
 * Reads the roles that `LOCAL_ROLES` gives: JSON text, the path of a JSON file, or the path of a
 * folder of JSON files. Files are read again when they change.
 *
 * @throws LocalStackError if they are wrong, at the start or later
 */
export const roleSource = (given: string | undefined): (() => Roles) => {
  const read = readerOf(given);
  let last: { readonly texts: string; readonly roles: Roles } | undefined;
  const current = (): Roles => {
    const texts = read();
    const key = JSON.stringify(texts);
    if (last?.texts !== key) last = { texts: key, roles: rolesIn(texts) };
    return last.roles;
  };
  current();
  return current;
};

/** JSON text, and where it is from. */
type Text = readonly [source: string, text: string];

const VARIABLE = 'LOCAL_ROLES';

const readerOf = (given: string | undefined): (() => Text[]) => {
  if (given === undefined) return () => [];
  if (given.trim().startsWith('{')) return () => [[VARIABLE, given]];
  return () => readFiles(given);
};

const readFiles = (path: string): Text[] => {
  try {
    return filesAt(path).map((file) => [file, readFileSync(file, 'utf8')]);
  } catch (cause) {
    throw usageError(
      `${VARIABLE} must be JSON, or the path of a JSON file or a folder of such files, not ${JSON.stringify(path)}`,
      { cause },
    );
  }
};

const filesAt = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .toSorted()
        .map((name) => join(path, name))
    : [path];

const rolesIn = (texts: readonly Text[]): Roles => {
  const roles = new Map<string, Role>();
  for (const [source, text] of texts) {
    for (const role of parseRoles(text, source)) {
      if (roles.has(role.arn)) throw usageError(`${source}: role ${role.arn} exists twice`);
      roles.set(role.arn, role);
    }
  }
  return roles;
};
