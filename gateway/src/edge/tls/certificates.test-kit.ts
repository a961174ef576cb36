import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate and its key, as PEM. For tests. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a test certificate is made of. */
export interface TestCertificateOptions {
  /** Common name. */
  readonly name: string;
  /** Who signs it. Default: itself, as an authority. */
  readonly authority?: TestCertificate;
  /** Default: in a day. */
  readonly notAfter?: Date;
}

/** Makes a certificate that holds for `localhost` and `127.0.0.1`, or an authority. */
export async function makeCertificate({
  name,
  authority,
  notAfter = new Date(Date.now() + 86_400_000),
}: TestCertificateOptions): Promise<TestCertificate> {
  const subject = [
    { name: 'organizationName', value: 'Shop' },
    { name: 'commonName', value: name },
  ];
  const { cert, private: key } = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Math.min(Date.now(), notAfter.getTime()) - 86_400_000),
    notAfterDate: notAfter,
    extensions: [
      { name: 'basicConstraints', cA: authority === undefined, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
    ...(authority && { ca: authority }),
  });
  return { cert, key };
}

/** A folder for files that servers read, removed by `remove()`. */
export function certificateFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'facet-tls-'));
  return {
    path: (name: string) => join(folder, name),
    write(name: string, text: string): string {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
