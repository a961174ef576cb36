import { type Browser, chromium, type Page } from 'playwright-core';

/** How large the window is, in CSS pixels. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** A page in a browser, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Uncaught errors, errors in the console and failed requests so far. */
  readonly faults: readonly string[];
}

/** Starts the browser that the test command found. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['FACET_CHROMIUM'] ?? '/usr/bin/chromium';
  // Inside a container, where tests often run as root, Chromium's own sandbox cannot be set up.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Opens an address and waits until nothing is being loaded any more. */
export async function openPage(browser: Browser, url: string, size: PageSize): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: size, locale: 'en-GB' });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    // What a page was still loading when it was left is no fault.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      faults.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.url()}: ${response.status()}`);
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, faults };
}
