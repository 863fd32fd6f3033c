/** How a router compares paths. */
interface Rules {
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

/** Whether a path has parameters: `:name`, `*name` or `{optional}`. */
export function hasParameters(path: string): boolean {
  return /[:*{(]/.test(path);
}

/** Compares the path of a request's URL with a route's, as the router of Express does. */
export function pathMatcher(
  path: string,
  { caseSensitive, strict }: Rules,
): (url: string) => boolean {
  const ending = strict ? '' : String.raw`\/?`;
  const pattern = new RegExp(`^${sourceOf(path)}${ending}$`, caseSensitive ? '' : 'i');
  return (url) => url === path || pattern.test(pathOf(url));
}

function pathOf(url: string): string {
  const target = url.replace(/[?#].*/, '');
  // Of a request that came through a proxy: `POST http://shop.example/newpay/callback`.
  return target.replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, '');
}

/** Parameters as Express 5 and Nest write them. */
function sourceOf(path: string): string {
  return path
    .replaceAll(/[.+^$|()[\]\\/]/g, String.raw`\$&`)
    .replaceAll('{', '(?:')
    .replaceAll('}', ')?')
    .replaceAll(/:\w+/g, '[^/]+')
    .replaceAll(/\*\w*/g, '.+');
}

/** A path without slashes at its start and end. */
export function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}

/** A path of several parts, with one slash before each. */
export function joinPath(...parts: string[]): string {
  return (
    parts
      .map(trimSlashes)
      .filter((part) => part !== '')
      .map((part) => `/${part}`)
      .join('') || '/'
  );
}
