/**
 * The colors that the portal's style sheet combines with the brand color. A test compares the values with
 * the style sheet.
 */
export const PORTAL_COLORS = {
  buttonText: '#ffffff',
  lightPanel: '#f6f7f9',
  darkPanel: '#1b2027',
  /** The share of the brand color in links on a dark background; the rest is white. */
  linkShareOnDark: 0.45,
} as const;

/** Text of normal size (WCAG 2.2, success criterion 1.4.3). */
const MIN_CONTRAST = 4.5;

type Triple = readonly [number, number, number];

/** What makes a brand color hard to read; undefined if nothing does. */
export function brandColorProblem(color: string): string | undefined {
  const uses: readonly (readonly [use: string, contrast: number])[] = [
    ['white text on it', contrast(rgb(color), rgb(PORTAL_COLORS.buttonText))],
    ['links on a light background', contrast(rgb(color), rgb(PORTAL_COLORS.lightPanel))],
    ['links on a dark background', contrast(linkOnDark(color), rgb(PORTAL_COLORS.darkPanel))],
  ];
  const [worst] = uses.filter(([, found]) => found < MIN_CONTRAST);
  if (worst === undefined) return undefined;
  const [use, found] = worst;
  const change = use === 'links on a dark background' ? 'lighter' : 'darker';
  return `portalBrandColor is ${color}: ${use} would have a contrast of ${found.toFixed(2)}:1; the minimum is ${MIN_CONTRAST}:1. Choose a ${change} color.`;
}

/** Linear sRGB, from 0 to 1. */
const rgb = (hex: string): Triple => {
  const channel = (start: number): number => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

/** WCAG 2.2, definition of relative luminance. */
const luminance = ([red, green, blue]: Triple): number =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue;

const contrast = (one: Triple, other: Triple): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

/** `color-mix(in oklab, <brand> 45%, white)` (CSS Color 4, section 9.3). */
function linkOnDark(color: string): Triple {
  const share = PORTAL_COLORS.linkShareOnDark;
  const [lightness, a, b] = oklab(rgb(color));
  return linear([share * lightness + 1 - share, share * a, share * b]);
}

const times = (matrix: readonly Triple[], [x, y, z]: Triple): Triple => {
  const [first = 0, second = 0, third = 0] = matrix.map(([a, b, c]) => a * x + b * y + c * z);
  return [first, second, third];
};

const oklab = (color: Triple): Triple => {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
};

const linear = (color: Triple): Triple => {
  const [l, m, s] = times(
    [
      [1, 0.3963377774, 0.2158037573],
      [1, -0.1055613458, -0.0638541728],
      [1, -0.0894841775, -1.291485548],
    ],
    color,
  );
  const [red, green, blue] = times(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    [l ** 3, m ** 3, s ** 3],
  );
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return [within(red), within(green), within(blue)];
};
