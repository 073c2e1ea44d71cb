import { runPart } from '../helpers/parts.ts'

runPart(import.meta.filename)
