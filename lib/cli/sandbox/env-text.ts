/** What is changed in the text of an environment file. */
export interface EnvChanges {
  /** Set to these values, wherever they are. */
  readonly set: Readonly<Record<string, string>>;
  /** Set only if they are missing or empty. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Commented out if they have a value. */
  readonly disable: readonly string[];
}

/** A changed text, and the names of the variables that were changed. */
export interface ChangedEnv {
  readonly text: string;
  readonly updated: readonly string[];
  readonly added: readonly string[];
  readonly disabled: readonly string[];
}

/** A part of the text: an assignment, which may have several lines, or another line. */
interface Part {
  /** The lines, with the line break at the end. */
  readonly lines: readonly string[];
  readonly name?: string;
  /** All before the value. */
  readonly head?: string;
  /** Without quotes. */
  readonly value?: string;
}

const ASSIGNMENT = /^(?<head>\s*(?:export\s+)?(?<name>[\w.-]+)\s*=[^\S\n]*)(?<rest>[^]*)$/;

/** The value of a variable, the last one if there are several; `undefined` if it is missing. */
export function envValue(text: string, name: string): string | undefined {
  return partsOf(text).findLast((part) => part.name === name)?.value;
}

/** Changes variables in the text of an environment file. All other lines stay as they are. */
export function changeEnv(text: string, { set, defaults, disable }: EnvChanges): ChangedEnv {
  const parts = partsOf(text);
  const missing = Object.entries(defaults).filter(([name]) => (envValue(text, name) ?? '') === '');
  const wanted = new Map([...Object.entries(set), ...missing]);
  const updated = new Set<string>();
  const disabled = new Set<string>();
  const lines = parts.map(({ lines: own, name = '', head = '', value }) => {
    const line = own.join('');
    const next = wanted.get(name);
    if (next !== undefined) {
      const changed = head + next + breakOf(line);
      if (changed !== line) {
        updated.add(name);
      }
      return changed;
    }
    if (disable.includes(name) && value !== '') {
      disabled.add(name);
      return own.map((each) => `# ${each}`).join('');
    }
    return line;
  });
  const added = [...wanted].filter(([name]) => !parts.some((part) => part.name === name));
  const lineBreak = breakOf(text) || (text.includes('\r\n') ? '\r\n' : '\n');
  const body = lines.join('');
  const end = body === '' || breakOf(body) !== '' || added.length === 0 ? '' : lineBreak;
  const more = added.map(([name, value]) => `${name}=${value}${lineBreak}`).join('');
  return {
    text: body + end + more,
    updated: [...updated],
    added: added.map(([name]) => name),
    disabled: [...disabled],
  };
}

/** The line break at the end; empty if there is none. */
function breakOf(text: string): string {
  return /\r?\n$/.exec(text)?.[0] ?? '';
}

function partsOf(text: string): Part[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const parts: Part[] = [];
  for (let index = 0; index < lines.length; index += parts.at(-1)?.lines.length ?? 1) {
    parts.push(partAt(lines, index));
  }
  return parts;
}

function partAt(lines: readonly string[], index: number): Part {
  const line = lines[index] ?? '';
  const { head, name, rest = '' } = ASSIGNMENT.exec(line)?.groups ?? {};
  if (head === undefined || name === undefined) {
    return { lines: [line] };
  }
  const quote = /^["'`]/.exec(rest)?.[0];
  if (quote === undefined) {
    return { lines: [line], name, head, value: rest.replace(/(^|\s+)#.*$/s, '').trim() };
  }
  // A quoted value goes on to the line that closes it; without one the line stands for itself.
  const following = lines.slice(index + 1);
  const isClosed = rest.slice(1).includes(quote);
  const more = isClosed ? 0 : following.findIndex((each) => each.includes(quote)) + 1;
  const value = [rest.slice(1), ...following.slice(0, more)].join('').split(quote)[0] ?? '';
  return { lines: [line, ...following.slice(0, more)], name, head, value };
}
