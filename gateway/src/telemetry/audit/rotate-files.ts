import { rename, rm } from 'node:fs/promises';

/**
 * Moves a file out of the way: `audit.log` becomes `audit.log.1`, that becomes `audit.log.2`, and so on.
 *
 * @param maxFiles How many are kept beside the file itself, at least 0; older ones are deleted.
 * @throws What the file system says, but for files that are not there.
 */
export async function rotateFiles(file: string, maxFiles: number): Promise<void> {
  await rm(maxFiles === 0 ? file : `${file}.${maxFiles}`, { force: true });
  for (let number = maxFiles - 1; number >= 0; number--) {
    await renameIfThere(number === 0 ? file : `${file}.${number}`, `${file}.${number + 1}`);
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
}
