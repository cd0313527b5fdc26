/** What the page needs besides the report: made at build time, read by whoever writes the file. */

export interface PageAssets {
  /** The page's program and its style sheet. */
  script: string;
  style: string;
  /** SHA-256 of a text, in base64: the policy of the page lets exactly this program and this style in. */
  sha256: (text: string) => string;
}

/** The Content-Security-Policy: no connection to anywhere, no frame, no form; nothing runs but the page's own program. */
export function contentSecurityPolicy({ script, style, sha256 }: PageAssets): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${sha256(script)}'`,
    `style-src 'sha256-${sha256(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
