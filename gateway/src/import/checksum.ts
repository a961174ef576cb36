import { createHash } from 'node:crypto';

const line = /^# Checksum: ([0-9a-f]{16})\.$/m;

/** Adds to the comments at the top of an imported subgraph what shows later whether somebody has edited it. */
export function withChecksum(sdl: string, overlay: string): string {
  const notice = `# Changes belong in ${overlay}: this file is written anew by each import.`;
  const body = sdl.replace(/^(?:#.*\n)*/, (head) => `${head}${notice}\n`);
  return body.replace(`${notice}\n`, `${notice}\n# Checksum: ${digest(body)}.\n`);
}

/** Whether a file is as an import wrote it. `foreign`: no import has written it. */
export function checkEdited(text: string): 'as-written' | 'edited' | 'foreign' {
  const [whole, sum] = line.exec(text) ?? [];
  if (whole === undefined) return 'foreign';
  return digest(text.replace(`${whole}\n`, '')) === sum ? 'as-written' : 'edited';
}

/** Line ends are left out: a checkout may change them. */
function digest(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n/g, '\n')).digest('hex').slice(0, 16);
}
