// Vitest runs this file before each test file. What it imports is there once, as all modules are: they are shared, and so is the device acquired last, which is taken away here.
// In Node, tests import sources, which are to find Dawn as the package does.
import '../../node/dawn.js'
import { setCurrentDevice } from '../../src/tensor/device.js'

setCurrentDevice(undefined)
