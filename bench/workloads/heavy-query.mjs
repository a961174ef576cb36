/**
 * The query of The Guild's public gateway benchmark (github.com/graphql-hive/graphql-gateways-benchmark): users with
 * their reviews, those reviews' products with reviews of their own, and so on; the best products likewise.
 */
export const heavyQuery = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query TestQuery {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews {
            ...Review
            author { ...User reviews { ...Review product { ...Product } } }
          }
        }
      }
    }
    topProducts {
      ...Product
      reviews {
        ...Review
        author { ...User reviews { ...Review product { ...Product } } }
      }
    }
  }
`;
