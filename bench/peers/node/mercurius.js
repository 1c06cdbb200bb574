// Mercurius on Fastify, with its just-in-time compiler.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { context, resolvers, typeDefs } from './graph.js'

const app = Fastify()
app.register(mercurius, { schema: typeDefs, resolvers, context, jit: 1 })

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
