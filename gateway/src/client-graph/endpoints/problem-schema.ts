/** JSON Schema of errors. @param item What an item of a list is called in XML. */
function errorsSchema(item: string, description: string) {
  return {
    type: 'array',
    description,
    items: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        code: { type: 'string' },
        path: {
          type: 'array',
          description: 'Where the part is missing: names of fields, and positions in lists from 0.',
          items: { type: ['string', 'integer'], xml: { name: item } },
          xml: { wrapped: true },
        },
      },
      required: ['message'],
      xml: { name: item },
    },
    xml: { wrapped: true },
  } as const;
}

/** JSON Schema of what stands beside partial data: which parts are missing, and why. */
export const partialErrorsSchema = errorsSchema('item', 'What could not be had. Absent when all is there.');

/** JSON Schema of a problem document. In XML its lists have elements `i`, as RFC 9457 has them. */
export const problemSchema = {
  type: 'object',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'The error’s code, as in docs/errors.md, or one of a source.' },
    errors: errorsSchema('i', 'What went wrong, one by one.'),
  },
  required: ['type', 'title', 'status', 'detail', 'errors'],
  xml: { name: 'problem', namespace: 'urn:ietf:rfc:7807' },
} as const;
