/** A loaded page: its URL after redirects, and the response. */
export interface LoadedPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** Loads a page, following redirects. */
export async function open(url: string, init: RequestInit = {}): Promise<LoadedPage> {
  const response = await fetch(url, init);
  return { url: response.url, status: response.status, text: await response.text() };
}

/** Submits the form with that test id, as a browser without scripts does. */
export async function press(
  page: LoadedPage,
  testId: string,
  changes: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<LoadedPage> {
  const form = formsOf(page).find((markup) => markup.includes(`data-testid="${testId}"`));
  const action = /action="([^"]*)"/.exec(form ?? '')?.[1];
  if (form === undefined || action === undefined) {
    throw new Error(`${page.url} has no form with "${testId}"`);
  }
  const body = new URLSearchParams({ ...fieldsOf(form, testId), ...changes });
  return open(new URL(action, page.url).href, { method: 'POST', body, headers });
}

/** The text of the element with that test id. */
export function textOf(page: Pick<LoadedPage, 'text'>, testId: string): string | undefined {
  return new RegExp(`data-testid="${testId}"[^>]*>\\s*([^<]*?)\\s*<`).exec(page.text)?.[1];
}

function formsOf({ text }: LoadedPage): string[] {
  return text.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
}

/** The hidden fields, and the value of the first button with that test id. */
function fieldsOf(form: string, testId: string): Record<string, string> {
  const hidden = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const pressed = new RegExp(`<button name="([^"]*)" value="([^"]*)" data-testid="${testId}"`);
  const fields = [...hidden, pressed.exec(form) ?? []];
  return Object.fromEntries(
    fields.flatMap(([, name, value]) => (name === undefined ? [] : [[name, value ?? '']])),
  );
}
