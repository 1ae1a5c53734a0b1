import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };

/** A Chromium on this machine. */
interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

/** Where systems install Chromium and Chrome. */
const INSTALLED = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Finds a Chromium: the one that the variable BROWSER names, on Linux x64 that of @sparticuz/chromium,
 * or one that is installed.
 */
export async function findChromium(): Promise<Chromium | undefined> {
  const { BROWSER: named } = process.env;
  if (named !== undefined && named !== '') return installed(named);
  if (process.platform === 'linux' && process.arch === 'x64') return ofPackage();
  const found = INSTALLED.map(pathOf).find((path) => path !== undefined);
  return found === undefined ? undefined : installed(found);
}

const installed = (executablePath: string): Chromium => ({ executablePath, env: {} });

/** The path of a program, which is a path itself or a name in PATH. */
function pathOf(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = program.startsWith('/') ? [program] : folders.map((path) => join(path, program));
  return paths.find((path) => existsSync(path));
}

/** Unpacks the Chromium of the package, once for each of its versions. */
async function ofPackage(): Promise<Chromium> {
  const version = manifest.devDependencies['@sparticuz/chromium'];
  const folder = join(CACHE, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, FONTS_CONFIG),
    },
  };
}

const FONTS_CONFIG = 'fonts.conf';

/** The package's own names folders of AWS Lambda. Without any font, text has no size. */
const fontsConfig = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>${folder}/fonts/fonts</dir>
<cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/** Unpacks aside: what another process unpacks at the same time, or left unfinished, is not used. */
async function unpackInto(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  const script = join(import.meta.dirname, 'unpack-chromium.ts');
  await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, TMPDIR: aside },
  });
  await writeFile(join(aside, FONTS_CONFIG), fontsConfig(folder));
  await rename(aside, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error;
    return rm(aside, { recursive: true });
  });
}
