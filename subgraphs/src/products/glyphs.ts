import type { Shades } from './shades.js';

/** Draws one department's thing into a square of 200 by 200. */
export type Glyph = (shades: Shades) => string;

/** A glyph for each department, by category id. */
export const glyphs: ReadonlyMap<string, Glyph> = new Map<string, Glyph>([
  [
    'tents',
    ({ base, light, dark }) =>
      `<path d="M100 38 18 162h164z" fill="${base}"/><path d="M100 38 18 162h62z" fill="${light}"/>` +
      `<path d="M100 38 76 162h52z" fill="${dark}"/><path d="M100 38 92 26M100 38l8-12" stroke="${dark}" stroke-width="4" stroke-linecap="round"/>` +
      `<path d="M18 162 6 170M182 162l12 8" stroke="${dark}" stroke-width="3" stroke-linecap="round"/>`,
  ],
  [
    'sleeping',
    ({ base, light, dark }) =>
      `<path d="M64 34c0-14 72-14 72 0l14 96c2 26-14 40-50 40s-52-14-50-40z" fill="${base}"/>` +
      `<path d="M64 34c0-14 72-14 72 0l2 16c-22 20-54 20-76 0z" fill="${dark}"/><ellipse cx="100" cy="40" rx="24" ry="12" fill="${light}"/>` +
      `<path d="M57 82c28 10 58 10 86 0M53 110c30 12 64 12 94 0M51 138c32 12 66 12 98 0" fill="none" stroke="${light}" stroke-width="4"/>`,
  ],
  [
    'packs',
    ({ base, light, dark }) =>
      `<path d="M84 36c0-20 32-20 32 0" fill="none" stroke="${dark}" stroke-width="8"/><rect x="36" y="90" width="128" height="62" rx="20" fill="${dark}"/>` +
      `<rect x="50" y="34" width="100" height="134" rx="30" fill="${base}"/><path d="M50 66c0-44 100-44 100 0v20H50z" fill="${light}"/>` +
      `<rect x="64" y="104" width="72" height="48" rx="12" fill="${dark}" opacity=".55"/><path d="M76 78v24M124 78v24" stroke="${dark}" stroke-width="8" stroke-linecap="round"/>`,
  ],
  [
    'camp-kitchen',
    ({ base, light, dark }) =>
      `<path d="M52 62h96v66a14 14 0 0 1-14 14H66a14 14 0 0 1-14-14z" fill="${base}"/><path d="M52 62h30v80H66a14 14 0 0 1-14-14z" fill="${light}"/>` +
      `<path d="M148 78h16a14 14 0 0 1 14 14v8a14 14 0 0 1-14 14h-16" fill="none" stroke="${dark}" stroke-width="9"/><rect x="46" y="54" width="108" height="12" rx="6" fill="${dark}"/>` +
      `<path d="M78 42c-8-10 8-14 0-24M100 42c-8-10 8-14 0-24M122 42c-8-10 8-14 0-24" fill="none" stroke="${light}" stroke-width="5" stroke-linecap="round"/>` +
      `<path d="M72 166h56l10 10H62zM86 150h28v16H86z" fill="${dark}"/>`,
  ],
  [
    'clothing',
    ({ base, light, dark }) =>
      `<path d="m70 32-44 26 12 92h26l-4-56v74h80V94l-4 56h26l12-92-44-26c-10 16-50 16-60 0z" fill="${base}"/>` +
      `<path d="m70 32-44 26 12 92h26l-4-56 10-62z" fill="${light}"/><path d="M70 32c10 16 50 16 60 0l-6-8c-14-6-34-6-48 0z" fill="${dark}"/>` +
      `<path d="M100 46v122" stroke="${dark}" stroke-width="4"/><path d="M72 118h16M112 118h16" stroke="${dark}" stroke-width="5" stroke-linecap="round"/>`,
  ],
  [
    'footwear',
    ({ base, light, dark }) =>
      `<path d="M52 36h54l4 50c10 20 58 16 62 52H46z" fill="${base}"/><path d="M52 36h54l1 14H51z" fill="${light}"/>` +
      `<path d="M40 138h134v10a12 12 0 0 1-12 12H52a12 12 0 0 1-12-12z" fill="${dark}"/>` +
      `<path d="m82 66 26-4M84 82l27-5M90 98l26-8M104 110l22-14" stroke="${light}" stroke-width="5" stroke-linecap="round"/>` +
      `<path d="M46 138c0-20 14-26 26-26" fill="none" stroke="${dark}" stroke-width="4"/>`,
  ],
  [
    'lighting',
    ({ base, light, dark }) =>
      `<circle cx="100" cy="106" r="74" fill="${light}" opacity=".4"/><path d="M66 58c0-50 68-50 68 0" fill="none" stroke="${dark}" stroke-width="6"/>` +
      `<rect x="60" y="54" width="80" height="18" rx="8" fill="${dark}"/><path d="M66 72h68l8 72H58z" fill="${base}" opacity=".85"/>` +
      `<path d="M100 86c18 20 18 44 0 50-18-6-18-30 0-50z" fill="#ffe9a8"/><path d="M100 106c8 10 8 24 0 28-8-4-8-18 0-28z" fill="#f5b445"/>` +
      `<rect x="50" y="144" width="100" height="22" rx="9" fill="${dark}"/>`,
  ],
  [
    'cycling',
    ({ base, light, dark }) =>
      `<g fill="none" stroke-linecap="round" stroke-linejoin="round"><circle cx="48" cy="122" r="36" stroke="${dark}" stroke-width="7"/><circle cx="152" cy="122" r="36" stroke="${dark}" stroke-width="7"/>` +
      `<path d="M48 122 78 70h56M78 70l22 52h-52M100 122l34-52 18 52" stroke="${base}" stroke-width="8"/><path d="M134 70l-6-20h18M68 62h22" stroke="${dark}" stroke-width="8"/></g>` +
      `<circle cx="100" cy="122" r="9" fill="${light}" stroke="${dark}" stroke-width="4"/>`,
  ],
  [
    'garden',
    ({ base, light, dark }) =>
      `<path d="M100 96c-6-30-34-40-58-36 2 28 26 44 58 36zM100 84c2-32 26-50 54-46 2 30-22 52-54 46z" fill="#5d8a55"/>` +
      `<path d="M100 120V74" stroke="#3d6140" stroke-width="6" stroke-linecap="round"/><path d="M100 96c-14-14-30-24-46-30M100 84c14-14 28-28 44-38" fill="none" stroke="#9dbd8f" stroke-width="3"/>` +
      `<path d="M56 118h88l-12 52H68z" fill="${base}"/><path d="M56 118h30l-2 52H68z" fill="${light}"/><rect x="48" y="108" width="104" height="16" rx="6" fill="${dark}"/>`,
  ],
  [
    'kitchen',
    ({ base, light, dark }) =>
      `<path d="M38 84h124v50a24 24 0 0 1-24 24H62a24 24 0 0 1-24-24z" fill="${base}"/><path d="M38 84h36v74H62a24 24 0 0 1-24-24z" fill="${light}"/>` +
      `<path d="M34 80c4-34 128-34 132 0z" fill="${dark}"/><rect x="30" y="76" width="140" height="12" rx="6" fill="${dark}"/><rect x="88" y="40" width="24" height="14" rx="7" fill="${base}"/>` +
      `<path d="M38 100H24a8 8 0 0 0 0 16h14M162 100h14a8 8 0 0 1 0 16h-14" fill="none" stroke="${dark}" stroke-width="8"/>`,
  ],
  [
    'home',
    ({ base, light, dark }) =>
      `<path d="M44 66c0-28 112-28 112 0v44H44z" fill="${base}"/><path d="M64 82h72v42H64z" fill="${light}"/>` +
      `<path d="M24 92a16 16 0 0 1 32 0v28h88V92a16 16 0 0 1 32 0v52a12 12 0 0 1-12 12H36a12 12 0 0 1-12-12z" fill="${dark}" opacity=".9"/>` +
      `<path d="M56 112h88v20H56z" fill="${light}"/><path d="M44 156v16M156 156v16" stroke="${dark}" stroke-width="9" stroke-linecap="round"/>`,
  ],
  [
    'workshop',
    ({ base, light, dark }) =>
      `<path d="M66 66V52a14 14 0 0 1 14-14h40a14 14 0 0 1 14 14v14" fill="none" stroke="${dark}" stroke-width="10"/>` +
      `<rect x="28" y="66" width="144" height="96" rx="12" fill="${base}"/><path d="M40 66h120a12 12 0 0 1 12 12v22H28V78a12 12 0 0 1 12-12z" fill="${light}"/>` +
      `<rect x="28" y="98" width="144" height="8" fill="${dark}"/><rect x="84" y="90" width="32" height="26" rx="6" fill="${dark}"/><circle cx="100" cy="103" r="5" fill="${light}"/>`,
  ],
]);
