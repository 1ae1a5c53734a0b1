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

/** A bucket's two folders. */
interface Folders {
  /** The objects' bodies, each under its key where the file system can hold that. */
  readonly objects: string;
  /** What else is known of them, in files of their own. */
  readonly records: string;
}

/** The objects of one bucket as files. */
export class BucketFiles {
  readonly #folders: Folders;
  /** The path of each key's body. */
  readonly #paths = new Map<string, string>();
  /** How many bodies there are at paths that may be one and the same. */
  readonly #owners = new Map<string, number>();

  constructor(folders: Folders) {
    this.#folders = folders;
    this.#makeFolders();
  }

  /** The objects that are there, without their bodies. One whose body was deleted is gone. */
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
    this.#disown(object.key);
    this.#own(object.key, path);
    if (before !== undefined) this.#remove(before);
  }

  /** A body; undefined when its file is gone. */
  read(key: string): Buffer | undefined {
    const path = this.#paths.get(key);
    const file = path && this.#fileAt(path);
    return file && lstatOf(file)?.isFile() ? readFileSync(file) : undefined;
  }

  delete(key: string): void {
    const path = this.#paths.get(key);
    if (path === undefined) return;
    rmSync(this.#recordOf(key), { force: true });
    this.#disown(key);
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

  /** Writes a body to the first path that takes it. */
  #place({ key, body }: StoredObject): string {
    const incoming = `${this.#folders.records}.incoming`;
    writeFileSync(incoming, body);
    const faults: unknown[] = [];
    for (const path of pathsFor(key, process.platform)) {
      if (!this.#isFree(path, key)) continue;
      try {
        mkdirSync(dirname(this.#fileAt(path)), { recursive: true });
        // Nobody who looks at the folder ever sees half a body.
        renameSync(incoming, this.#fileAt(path));
        return path;
      } catch (fault) {
        // Too long for the file system, or below what is an object of its own: the next one may do.
        faults.push(fault);
        this.#removeEmptyFolders(path);
      }
    }
    throw faults.at(-1) ?? new Error(`no file can be found for the object ${key}`);
  }

  /** A file that belongs to no object is what is left of a write that was cut short. */
  #isFree(path: string, key: string): boolean {
    if (this.#paths.get(key) === path) return true;
    const there = lstatOf(this.#fileAt(path));
    return there === undefined || (there.isFile() && !this.#owners.has(foldedPath(path)));
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

  #disown(key: string): void {
    const path = this.#paths.get(key);
    if (path === undefined) return;
    const folded = foldedPath(path);
    const left = (this.#owners.get(folded) ?? 0) - 1;
    if (left > 0) this.#owners.set(folded, left);
    else this.#owners.delete(folded);
    this.#paths.delete(key);
  }

  #remove(path: string): void {
    rmSync(this.#fileAt(path), { force: true });
    this.#removeEmptyFolders(path);
  }

  /** Folders are no objects: those above `path` go when nothing is in them. */
  #removeEmptyFolders(path: string): void {
    try {
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
        rmdirSync(this.#fileAt(folder));
      }
    } catch {
      // This one holds something, or is not there.
    }
  }

  /** Somebody may have deleted them. */
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
    // A part of the path is a file, or it is too long: then nothing is there.
    return undefined;
  }
};
