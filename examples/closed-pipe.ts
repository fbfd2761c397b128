// Imported for what it does: `npm start | head -1` ends when nobody reads any more, and is no error.

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
