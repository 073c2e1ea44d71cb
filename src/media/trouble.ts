import { Problem } from '../problem.ts'

/** What a disk or a store that is full, missing, closed or far away says of itself. */
const faults =
  /^(ENOSPC|EDQUOT|EFBIG|EROFS|EACCES|EPERM|EIO|ENOENT|ENOTDIR|EMFILE|ENFILE|ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR\w*)$/

/** The problem that an error of the disk or the store amounts to while something is `kept` or `read`, its reason for the log alone; undefined for any other error. */
export function onDisk(error: unknown, doing: 'kept' | 'read' = 'kept'): Problem | undefined {
  if (!isFault(error)) return undefined
  const detail = {
    kept: 'The pictures’ storage takes nothing more for the moment. Nothing was kept.',
    read: 'The pictures’ storage does not answer for the moment.',
  }[doing]
  const problem = new Problem('unavailable', detail, [], { 'retry-after': '60' })
  return Object.assign(problem, { cause: error })
}

function isFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, name, cause } = error as NodeJS.ErrnoException
  return (code !== undefined && faults.test(String(code))) || /^S3/.test(name) || isFault(cause)
}
