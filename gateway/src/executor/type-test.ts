import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object whose `__typename` is given matches a type condition. Unknown type names match nothing. */
export type TypeTest = (typeName: unknown, condition: string) => boolean;

/** Creates a type test over a schema; every pair is looked up once. */
export function createTypeTest(schema: GraphQLSchema): TypeTest {
  const matching = new Map<string, ReadonlySet<string>>();
  const typesMatching = (condition: string): ReadonlySet<string> => {
    const type = schema.getType(condition);
    const names = new Set<string>([condition]);
    if (isAbstractType(type)) {
      for (const candidate of Object.values(schema.getTypeMap())) {
        if ((isObjectType(candidate) || isInterfaceType(candidate)) && schema.isSubType(type, candidate)) {
          names.add(candidate.name);
        }
      }
    }
    return names;
  };
  return (typeName, condition) => {
    if (typeName === condition) {
      return true;
    }
    let names = matching.get(condition);
    if (names === undefined) {
      names = typesMatching(condition);
      matching.set(condition, names);
    }
    return typeof typeName === 'string' && names.has(typeName);
  };
}
