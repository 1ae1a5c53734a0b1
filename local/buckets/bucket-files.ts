import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { foldedPath, pathsFor, recordNameOf } from './object-names.ts';
import { objectOf, readRecord, recordText, type StoredObject } from './object-record.ts';

/** The two folders of a bucket. */
interface Folders {
  /** Object bodies, each named after its key if the file system supports the name. */
  readonly objects: string;
  /** All other attributes of the objects, in separate files. */
  readonly records: string;
}

/** Stores the objects of one bucket as files. */
export class BucketFiles {
  readonly #folders: Folders;
  /** The path of each key's body. */
  readonly #paths = new Map<string, string>();
  /** The number of bodies per folded path: on a case-insensitive file system they may collide. */
  readonly #owners = new Map<string, number>();

  constructor(folders: Folders) {
    this.#folders = folders;
    this.#makeFolders();
  }

  /**
   * All existing objects, without bodies. An object whose body file was deleted no longer exists.
   */
  load(): StoredObject[] {
    return readdirSync(this.#folders.records).flatMap((name) => {
      const file = join(this.#folders.records, name);
      const record = readRecord(readFileSync(file, 'utf8'));
      if (record === undefined || !lstatOf(this.#fileAt(record.path))?.isFile()) {
        rmSync(file, { force: true });
        return [];
      }
      this.#own(record.key, record.path);
      return [objectOf(record, Buffer.alloc(0))];
    });
  }

  put(object: StoredObject): void {
    this.#makeFolders();
    const before = this.#paths.get(object.key);
    const path = this.#place(object);
    this.#writeRecord(object, path);
    if (before === path) return;
    this.#forgetOwner(object.key);
    this.#own(object.key, path);
    if (before !== undefined) this.#remove(before);
  }

  /** The object's body; undefined if its file does not exist. */
  read(key: string): Buffer | undefined {
    const path = this.#paths.get(key);
    const file = path && this.#fileAt(path);
    return file && lstatOf(file)?.isFile() ? readFileSync(file) : undefined;
  }

  delete(key: string): void {
    const path = this.#paths.get(key);
    if (path === undefined) return;
    rmSync(this.#recordOf(key), { force: true });
    this.#forgetOwner(key);
    this.#remove(path);
  }

  rename(from: string, to: string): void {
    const body = this.read(from);
    const record = readRecord(readFileSync(this.#recordOf(from), 'utf8'));
    if (from === to || body === undefined || record === undefined) return;
    this.put({ ...objectOf(record, body), key: to });
    this.delete(from);
  }

  empty(): void {
    for (const key of [...this.#paths.keys()]) this.delete(key);
  }

  /** Writes a body to the first path that accepts it. */
  #place({ key, body }: StoredObject): string {
    const incoming = `${this.#folders.records}.incoming`;
    writeFileSync(incoming, body);
    const errors: unknown[] = [];
    for (const path of pathsFor(key, process.platform)) {
      if (!this.#isPathFree(path, key)) continue;
      try {
        mkdirSync(dirname(this.#fileAt(path)), { recursive: true });
        // A rename is atomic: readers never see a partial body.
        renameSync(incoming, this.#fileAt(path));
        return path;
      } catch (error) {
        // The path is too long, or a parent of it is itself an object. Try the next one.
        errors.push(error);
        this.#removeEmptyFolders(path);
      }
    }
    throw errors.at(-1) ?? new Error(`no file can be found for the object ${key}`);
  }

  /** A file without a record is left over from an interrupted write. */
  #isPathFree(path: string, key: string): boolean {
    if (this.#paths.get(key) === path) return true;
    const existing = lstatOf(this.#fileAt(path));
    return existing === undefined || (existing.isFile() && !this.#owners.has(foldedPath(path)));
  }

  #writeRecord(object: StoredObject, path: string): void {
    const incoming = `${this.#folders.records}.incoming`;
    writeFileSync(incoming, recordText(object, path));
    renameSync(incoming, this.#recordOf(object.key));
  }

  #own(key: string, path: string): void {
    const folded = foldedPath(path);
    this.#paths.set(key, path);
    this.#owners.set(folded, (this.#owners.get(folded) ?? 0) + 1);
  }

  #forgetOwner(key: string): void {
    const path = this.#paths.get(key);
    if (path === undefined) return;
    const folded = foldedPath(path);
    const remaining = (this.#owners.get(folded) ?? 0) - 1;
    if (remaining > 0) this.#owners.set(folded, remaining);
    else this.#owners.delete(folded);
    this.#paths.delete(key);
  }

  #remove(path: string): void {
    rmSync(this.#fileAt(path), { force: true });
    this.#removeEmptyFolders(path);
  }

  /** Removes the empty parent folders of `path`: folders are not objects. */
  #removeEmptyFolders(path: string): void {
    try {
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
        rmdirSync(this.#fileAt(folder));
      }
    } catch {
      // The folder is not empty or does not exist.
    }
  }

  /** A user may have deleted the folders. */
  #makeFolders(): void {
    for (const folder of Object.values(this.#folders)) mkdirSync(folder, { recursive: true });
  }

  #fileAt = (path: string): string => join(this.#folders.objects, path);

  #recordOf = (key: string): string => join(this.#folders.records, recordNameOf(key));
}

const lstatOf = (file: string) => {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    // A parent of the path is a file, or the path is too long: there is no such object.
    return undefined;
  }
};
