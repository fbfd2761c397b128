import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// lavapipe is Mesa's Vulkan driver that runs on the processor. On Debian it is fetched from the archive into a folder of its own: nothing is
// installed, nothing outside that folder changes, and no administrator is needed.
//
// node scripts/lavapipe.mjs         fetches it and says where it is; exit 1, with the reason, where it can't be had

/** The C library and the compiler's own stay the machine's: a process has only one of each. */
const ofTheMachine = new Set(['gcc-12-base', 'gcc-14-base', 'libc6', 'libgcc-s1', 'libstdc++6'])

/** What stands between the distribution and Mesa 25, by the name of a release. */
const suitesOf = { bookworm: ['bookworm', 'bookworm-backports'], trixie: ['trixie'] }

const released = () => {
  const file = '/etc/os-release'
  return existsSync(file) ? /^VERSION_CODENAME=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
}

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'typegrad')

/** @type {(command: string, args: readonly string[], cwd: string) => string} */
const run = (command, args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 300_000 })
  if (status !== 0) throw new Error(`${command} ${args.at(-1)}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`)
  return stdout
}

/**
 * The packages of Mesa's drivers and all that they need, unpacked below a folder: apt with lists, cache and state of its own, told that nothing
 * is installed yet.
 * @type {(folder: string, suites: readonly string[]) => void}
 */
const fetchInto = (folder, suites) => {
  const work = join(folder, 'work')
  for (const name of ['lists/partial', 'cache/archives/partial', 'packages']) mkdirSync(join(work, name), { recursive: true })
  const key = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  writeFileSync(join(work, 'sources.list'), suites.map((suite) => `deb ${key} http://deb.debian.org/debian ${suite} main\n`).join(''))
  const options = [
    `Dir::Etc::SourceList=${work}/sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${work}/lists`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${work}/cache`,
    'APT::Sandbox::User=', // the folder may be one that apt's own user can't enter
  ].flatMap((option) => ['-o', option])
  const apt = (/** @type {string[]} */ ...args) => run('apt-get', [...options, '-q', ...args], join(work, 'packages'))
  apt('update')
  const plan = apt('--target-release', suites.at(-1) ?? '', '--no-install-recommends', '--simulate', 'install', 'mesa-vulkan-drivers')
  const packages = [...plan.matchAll(/^Inst (\S+) \((\S+)/gm)].flatMap(([, name = '', version]) =>
    ofTheMachine.has(name) ? [] : [`${name}=${version}`],
  )
  apt('download', ...packages)
  for (const name of readdirSync(join(work, 'packages'))) run('dpkg', ['-x', name, folder], join(work, 'packages'))
  rmSync(work, { recursive: true, force: true })
}

/**
 * Fetches lavapipe, once, into the user's cache.
 * @returns {{ libraries: string[], driver: string }} the folders of its libraries, and its description for the Vulkan loader
 * @throws Error where it can't be had
 */
export const lavapipe = () => {
  const release = released()
  const suites = Object.entries(suitesOf).find(([name]) => name === release)?.[1]
  if (process.platform !== 'linux' || process.arch !== 'x64' || !suites)
    throw new Error(
      `lavapipe is fetched on Debian ${Object.keys(suitesOf).join(' and ')}, x64; this is ${process.platform} ${process.arch}, ${release}`,
    )
  const folder = join(cache, `lavapipe-${release}`)
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    const half = mkdtempSync(`${folder}-`)
    try {
      fetchInto(half, suites)
      const descriptions = join(half, 'usr/share/vulkan/icd.d')
      const description = readdirSync(descriptions).find((name) => name.startsWith('lvp_icd')) ?? 'lvp_icd.json'
      const { ICD, ...rest } = JSON.parse(readFileSync(join(descriptions, description), 'utf8'))
      // Its path holds where it is installed; a name alone is looked up among the libraries.
      writeFileSync(join(half, 'lavapipe.json'), JSON.stringify({ ...rest, ICD: { ...ICD, library_path: 'libvulkan_lvp.so' } }))
      renameSync(half, folder)
    } catch (error) {
      rmSync(half, { recursive: true, force: true })
      if (!existsSync(folder)) throw error
    }
  }
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((name) => join(folder, name))
  return { libraries, driver: join(folder, 'lavapipe.json') }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(lavapipe().driver)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
