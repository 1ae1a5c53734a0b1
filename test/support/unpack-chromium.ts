/**
 * Unpacks the Chromium of @sparticuz/chromium, its fonts, and the libraries that a bare system lacks,
 * into the folder of temporary files. It runs in a separate process, because that folder is a
 * variable of the whole process.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';

const { resolve } = createRequire(import.meta.url);
const archives = join(dirname(resolve('@sparticuz/chromium')), '../bin');
await Promise.all([chromium.executablePath(), inflate(join(archives, 'al2023.tar.br'))]);
