import { describe, expect, it } from 'vitest';
import { resolveLocation } from './wsdl-document.js';

describe('resolveLocation()', () => {
  it.each([
    ['a.wsdl', 'b.xsd', 'b.xsd'],
    ['a.wsdl', './types/b.xsd', 'types/b.xsd'],
    ['types/b.xsd', '../c.xsd', 'c.xsd'],
    ['types/b.xsd', 'deep//c.xsd#part', 'types/deep/c.xsd'],
    ['types/b.xsd', '..\\my%20file.xsd', 'my file.xsd'],
    ['a.wsdl', '100%.xsd', '100%.xsd'],
    ['a.wsdl', '../../etc/passwd', '../../etc/passwd'],
    ['a.wsdl', '%2e%2e/secret.xsd', '../secret.xsd'],
    ['a.wsdl', '/etc/passwd', '/etc/passwd'],
    ['a.wsdl', '', 'a.wsdl'],
    ['a.wsdl', 'http://example.com/x/../b.xsd', 'http://example.com/b.xsd'],
    ['http://example.com/s/a.wsdl', '../b.xsd', 'http://example.com/b.xsd'],
    ['http://example.com/s/a.wsdl', 'file:///etc/passwd', 'file:///etc/passwd'],
  ])('from %j, %j leads to %j', (base, reference, expected) => {
    expect(resolveLocation(base, reference)).toBe(expected);
  });
});
