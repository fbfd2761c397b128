/** Where a run stands, for a person who waits; nothing in a file. */
export const watch = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
