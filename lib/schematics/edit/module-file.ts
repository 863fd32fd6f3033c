import { addImports, type NeededImport } from './import-statements.js';
import { addToModule, type ModuleProperty } from './module-metadata.js';

/** An element of a list of a module, with the import that it needs. */
export interface ModuleElement {
  readonly property: ModuleProperty;
  /** The code of the element, such as `ConfigModule.forRoot()`. */
  readonly code: string;
  readonly needs: NeededImport;
}

/** Adds elements and their imports to the source of a module, or returns `undefined` if its lists cannot be read. */
export function extendModule(
  source: string,
  elements: readonly ModuleElement[],
): string | undefined {
  const properties = [...new Set(elements.map(({ property }) => property))];
  const extended = properties.reduce<string | undefined>((text, property) => {
    const added = elements.filter((element) => element.property === property);
    return (
      text &&
      addToModule(
        text,
        property,
        added.map(({ code }) => code),
      )
    );
  }, source);
  return (
    extended &&
    addImports(
      extended,
      elements.map(({ needs }) => needs),
    )
  );
}

/** What a person adds by hand, if the source cannot be read. */
export function instructions(elements: readonly ModuleElement[]): string {
  return elements.map(({ property, code }) => `${property}: ${code}`).join('\n  ');
}
