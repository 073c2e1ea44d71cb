#!/usr/bin/env node
import { Command, Option } from 'commander'
import { makeBackup } from './commands/backup.ts'
import { exportNewspaper } from './commands/export.ts'
import { importBroadsheet, importWordPress } from './commands/import.ts'
import { testMail } from './commands/mail.ts'
import { migrate } from './commands/migrate.ts'
import { printOpenApi } from './commands/openapi.ts'
import { reindex } from './commands/reindex.ts'
import { restore } from './commands/restore.ts'
import { rotateKeys } from './commands/rotate-keys.ts'
import { removeSeed, seedAgain } from './commands/sample.ts'
import { sentenceOf } from './commands/sentence.ts'
import { serve } from './commands/serve.ts'
import { createToken } from './commands/token.ts'
import { environmentName, readConfig } from './config.ts'
import { Settings } from './settings.ts'
import { type Role, roleNames } from './staff/roles.ts'
import { version } from './version.ts'

const program = new Command('broadsheet')
  .description('The headless CMS API for newspapers')
  .version(version)
  .showHelpAfterError()
  .exitOverride(({ code }) => process.exit(code === 'commander.helpDisplayed' || code === 'commander.version' ? 0 : 2))
  .addHelpText(
    'after',
    () => `\nSettings are read from the environment:\n${settingsHelp()}\n\nExit codes: 0 done, 1 failed, 2 wrong usage.`,
  )
  .hook('preAction', (_program, command) => {
    if (command.name() !== 'serve') process.stdout.on('error', giveUpPrinting)
  })

program
  .command('serve', { isDefault: true })
  .description('serve the newspaper (the default)')
  .allowExcessArguments()
  .action((_options: object, { args: [unknown] }: Command) => {
    if (unknown !== undefined) program.error(`error: unknown command '${unknown}'. There are: ${names(program)}.`)
    return serve(readConfig())
  })
program
  .command('migrate')
  .description('bring the database to the schema of this version')
  .action(() => migrate(readConfig()))

program
  .command('seed')
  .description('write the sample newspaper into an empty database')
  .option('--remove', 'remove it again, and nothing else')
  .action(({ remove }: { remove?: boolean }) => (remove ? removeSeed(readConfig()) : seedAgain(readConfig())))

program
  .command('token')
  .description('tokens for the people and services of the desk')
  .command('create')
  .description('make a token and print it, this once')
  .usage('<name> --role <role> [--days <days>]\n       broadsheet token create --staff <id> [--days <days>]')
  .argument('[name]', 'who will use it')
  .addOption(new Option('--role <role>', 'what it may do').choices(roleNames))
  .option('--staff <id>', 'one more for somebody known, by their staffId, whose name and role it takes')
  .option('--days <days>', 'how long it is valid', '365')
  .action((name: string | undefined, { role, staff, days }: { role?: Role; staff?: string; days: string }, command: Command) => {
    if (staff === undefined && (name === undefined || role === undefined))
      command.error('error: somebody new needs <name> and --role <role>; --staff <id> is for somebody known')
    if (staff !== undefined && (name !== undefined || role !== undefined))
      command.error('error: --staff <id> takes name and role from the person: give neither')
    return createToken(readConfig(), staff === undefined ? { name: name!, role: role! } : { staffId: staff }, days)
  })

const imports = program.command('import').description('bring a newspaper over from another system')
imports
  .command('wordpress')
  .description('import a WordPress export (WXR): a second time changes nothing')
  .argument('<file>', 'the .xml that Tools > Export wrote')
  .action((file: string) => importWordPress(readConfig(), file))
imports
  .command('broadsheet')
  .description('read what `broadsheet export` wrote into a blank newspaper: all of it or nothing')
  .argument('<folder>', 'the folder with manifest.json in it')
  .action((folder: string) => importBroadsheet(readConfig(), folder))

program
  .command('export')
  .description('write the whole newspaper into a new folder: a file of JSON lines for each kind of thing, and a manifest')
  .argument('<folder>', 'where to; it must not exist, or be empty')
  .action((folder: string) => exportNewspaper(readConfig(), folder, version))

program
  .command('backup')
  .description('back the newspaper up, beside a running server too: one file, checked before it is called done')
  .argument('<file>', 'where the backup will stand')
  .option('--force', 'replace a file that stands there')
  .action((file: string, { force = false }: { force?: boolean }) => makeBackup(readConfig(), file, force))

program
  .command('restore')
  .description('put a backup in the newspaper’s place, checked first; what stood there is kept beside it')
  .argument('<file>', 'the backup')
  .action((file: string) => restore(readConfig(), file))

program
  .command('mail')
  .description('mail to readers and to the desk')
  .command('test')
  .description('send one mail by the settings, at once, and say what became of it')
  .argument('<address>', 'whom to')
  .action((address: string) => testMail(readConfig(), address))

program
  .command('rotate-keys')
  .description(
    'replace the key of readers’ addresses at once, beside a running server too: a copy of the file tells nothing about those that come',
  )
  .option('--all', 'those of cursors and of readers’ tokens, too: what was handed out opens nothing any more')
  .action(({ all = false }: { all?: boolean }) => rotateKeys(readConfig(), all))

program
  .command('reindex')
  .description('build the index of words that search looks into anew, beside a running server too')
  .action(() => reindex(readConfig()))

program
  .command('openapi')
  .description('print the OpenAPI document')
  .action(() => printOpenApi())

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`broadsheet: ${sentenceOf(error)}\n`)
  process.exit(1)
}

/** Whoever reads what a command prints may stop reading; a server goes on without. */
function giveUpPrinting({ code, message }: NodeJS.ErrnoException) {
  if (code === 'EPIPE') process.exit(0)
  process.stderr.write(`broadsheet: What was done could not be printed: ${message}.\n`)
  process.exit(1)
}

function names({ commands }: Command) {
  return commands.map((command) => command.name()).join(', ')
}

function settingsHelp() {
  return Object.entries(Settings.properties)
    .map(([name, schema]) => {
      const { default: usual, description } = schema as { default?: unknown; description?: string }
      return `  ${environmentName(name).padEnd(29)} ${description}${usual === '' ? '' : ` (${usual})`}`
    })
    .join('\n')
}
