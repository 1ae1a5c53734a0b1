import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** An image of the stage's operator. */
export interface Image {
  readonly content: Buffer;
  /** The usual suffix of the file's name, by its content. */
  readonly suffix: string;
  readonly contentType: string;
}

const ROOT = resolve(import.meta.dirname, '../..');

/** Every visitor loads it before the first table is shown. */
export const MAX_IMAGE_BYTES = 100_000;

const beginsWith = (bytes: string) => (text: string) => text.startsWith(bytes);

/** An element `svg` after the declarations and comments. */
const SVG = /^(?:\s|<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>)*<svg[\s>]/i;

interface ImageType {
  readonly suffix: string;
  readonly contentType: string;
  /** Whether a file is of the type, by its bytes as Latin-1. */
  readonly is: (text: string) => boolean;
}

const TYPES: readonly ImageType[] = [
  { suffix: '.png', contentType: 'image/png', is: beginsWith('\x89PNG\r\n\x1a\n') },
  { suffix: '.jpg', contentType: 'image/jpeg', is: beginsWith('\xff\xd8\xff') },
  { suffix: '.webp', contentType: 'image/webp', is: (text) => /^RIFF[\s\S]{4}WEBP/.test(text) },
  { suffix: '.ico', contentType: 'image/x-icon', is: beginsWith('\0\0\x01\0') },
  { suffix: '.svg', contentType: 'image/svg+xml', is: (text) => SVG.test(text) },
];

/** Reads an image. Its path is absolute, or begins at the folder of cdk.json. */
export function readImage(path: string): Image | { readonly problem: string } {
  let content: Buffer;
  try {
    content = readFileSync(resolve(ROOT, path));
  } catch {
    return { problem: 'cannot be read' };
  }
  if (content.length > MAX_IMAGE_BYTES) {
    return { problem: `has ${content.length} bytes; the limit is ${MAX_IMAGE_BYTES} bytes` };
  }
  const text = content.toString('latin1');
  const type = TYPES.find(({ is }) => is(text));
  if (type === undefined) return { problem: 'is not an SVG, PNG, JPEG, WebP or ICO file' };
  return { content, suffix: type.suffix, contentType: type.contentType };
}
