// node scripts/errors-page.mjs        writes docs/errors.md, `npm run docs:errors`

import { writeFile } from 'node:fs/promises'
import { page } from './errors/page.mjs'

await writeFile(new URL('../docs/errors.md', import.meta.url), page)
