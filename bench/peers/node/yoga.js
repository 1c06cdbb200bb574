// GraphQL Yoga with its just-in-time compiling executor.
import { createServer } from 'node:http'
import { useGraphQlJit } from '@envelop/graphql-jit'
import { createSchema, createYoga } from 'graphql-yoga'
import { context, resolvers, typeDefs } from './graph.js'

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context,
  plugins: [useGraphQlJit()],
  logging: 'warn'
})

createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1')
