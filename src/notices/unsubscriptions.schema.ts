import { Type } from 'typebox'
import { closed, named, oneOf } from '../http/schema.ts'

export const Unsubscription = named(
  'Unsubscription',
  closed({ 'List-Unsubscribe': Type.Unsafe<'One-Click'>(oneOf(['One-Click'])) }, { description: 'As RFC 8058 has it' }),
)
