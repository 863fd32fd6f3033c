/** An app that a schematic cannot change. The Nest CLI prints the message. */
export class SchematicError extends Error {
  override readonly name = 'SchematicError';
}
