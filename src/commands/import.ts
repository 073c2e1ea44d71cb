import type { Config } from '../config.ts'

export async function importWordPress(_config: Config, _file: string) {
  throw new Error('soon')
}
