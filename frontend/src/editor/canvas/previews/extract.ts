import { keptIn } from '../preview'

/** The variables that keep what is picked out. */
export default keptIn
