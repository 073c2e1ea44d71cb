import hooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'

/*
 * tap follows every promise to know in which test an error was that nobody has caught, which costs about a twentieth of the time of a part. Here
 * such an error ends the process, and with it fails the part; run by itself, its file tells the test.
 */
const unfollowed: hooks.AsyncHook = { enable: () => unfollowed, disable: () => unfollowed }
hooks.createHook = () => unfollowed
syncBuiltinESMExports()
