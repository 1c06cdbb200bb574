// One pool per process, as large as movie_graph's.
import mysql from 'mysql2/promise'

export const pool = mysql.createPool({
  uri: process.env.BENCH_DATABASE_URL,
  connectionLimit: 10,
  dateStrings: true
})

export async function fetchAll (statement, parameters) {
  const [rows] = await pool.query(statement, parameters)
  return rows
}
