import { clientGraphCodegen } from '@facet/bff-kit/codegen';

// graphql-codegen reads its configuration from the default export.
export default clientGraphCodegen('mobile', { manifest: 'manifests/phone/1.0.0.json' });
