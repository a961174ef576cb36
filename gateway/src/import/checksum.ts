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
  // A checkout may have changed the line ends.
  const plain = text.replace(/\r\n/g, '\n');
  const [whole, sum] = line.exec(plain) ?? [];
  if (whole === undefined) return 'foreign';
  return digest(plain.replace(`${whole}\n`, '')) === sum ? 'as-written' : 'edited';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
