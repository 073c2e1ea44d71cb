#!/usr/bin/env node
import { Command, Option } from 'commander'
import { importWordPress } from './commands/import.ts'
import { migrate } from './commands/migrate.ts'
import { printOpenApi } from './commands/openapi.ts'
import { removeSeed, seedAgain } from './commands/sample.ts'
import { serve } from './commands/serve.ts'
import { createToken } from './commands/token.ts'
import { environmentName, readConfig, Settings } from './config.ts'
import { type Role, roleNames } from './staff/roles.ts'
import { version } from './version.ts'

const program = new Command('broadsheet')
  .description('The headless CMS API for newspapers')
  .version(version)
  .showHelpAfterError()
  .exitOverride(({ exitCode, code }) => process.exit(code.startsWith('commander.help') || code === 'commander.version' ? exitCode : 2))
  .addHelpText(
    'after',
    () => `\nSettings are read from the environment:\n${settingsHelp()}\n\nExit codes: 0 done, 1 failed, 2 wrong usage.`,
  )

program
  .command('serve', { isDefault: true })
  .description('serve the newspaper (the default)')
  .action(() => serve(readConfig()))
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

program
  .command('import')
  .description('bring a newspaper over from another system')
  .command('wordpress')
  .description('import a WordPress export (WXR): a second time changes nothing')
  .argument('<file>', 'the .xml that Tools > Export wrote')
  .action((file: string) => importWordPress(readConfig(), file))

program
  .command('openapi')
  .description('print the OpenAPI document')
  .action(() => printOpenApi())

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`broadsheet: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

function settingsHelp() {
  return Object.entries(Settings.properties)
    .map(([name, schema]) => `  ${environmentName(name).padEnd(28)} ${(schema as { description?: string }).description}`)
    .join('\n')
}
