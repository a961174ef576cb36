import { describe, expect, it } from 'vitest';
import { decodeXml, XmlEncodingError } from './decode-xml.js';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('decodeXml()', () => {
  it('takes UTF-8 where nothing says otherwise', () => {
    expect(decodeXml(Buffer.from('<a>é€</a>'))).toBe('<a>é€</a>');
  });

  it('takes the encoding that the document declares', () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>';
    expect(decodeXml(latin1(text))).toBe(text);
  });

  it('takes the charset of the media type before that of the document', () => {
    const text = '<?xml version="1.0" encoding="utf-8"?><a>é</a>';
    expect(decodeXml(latin1(text), 'text/xml; charset="iso-8859-1"')).toBe(text);
  });

  it('takes a byte order mark before either, and leaves it out', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a>é</a>', 'utf16le')]);
    expect(decodeXml(bytes, 'text/xml; charset=utf-8')).toBe('<a>é</a>');
    expect(decodeXml(Buffer.from('\ufeff<a/>'))).toBe('<a/>');
  });

  it('refuses bytes that are not of the encoding, and encodings that nobody knows', () => {
    expect(() => decodeXml(latin1('<a>é</a>'))).toThrow(XmlEncodingError);
    expect(() => decodeXml(Buffer.from('<a/>'), 'text/xml; charset=ebcdic-none')).toThrow(
      'the bytes are not text in the encoding "ebcdic-none"',
    );
  });
});
