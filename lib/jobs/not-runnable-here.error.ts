/** This process cannot run a job that another version of the app, or of this package, can. */
export class NotRunnableHereError extends TypeError {}
