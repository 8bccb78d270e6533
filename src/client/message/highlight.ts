import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore, type LanguageInput } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

/** Lines of tokens, each with its colour where it has one. */
export type Highlighted = { text: string; colour: string | undefined }[][];

/** The languages we colour, each fetched when the first block of it is shown. */
const LANGUAGES: Record<string, () => LanguageInput> = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  ini: () => import('shiki/langs/ini.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  jsx: () => import('shiki/langs/jsx.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
};

const SHORT: Record<string, string> = {
  'c#': 'csharp',
  'c++': 'cpp',
  cjs: 'javascript',
  console: 'bash',
  cs: 'csharp',
  dockerfile: 'docker',
  htm: 'html',
  js: 'javascript',
  kt: 'kotlin',
  md: 'markdown',
  mjs: 'javascript',
  patch: 'diff',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  shellscript: 'bash',
  svg: 'xml',
  ts: 'typescript',
  yml: 'yaml',
  zsh: 'bash',
};

let highlighter: Promise<HighlighterCore> | undefined;

/** The language that a block's name stands for: its own name, a short one, or the ending of a file's name. */
function languageOf(name: string): string | undefined {
  const ending = name.split('.').at(-1) ?? name;
  return [name, SHORT[name], ending, SHORT[ending]].find((candidate) => candidate !== undefined && candidate in LANGUAGES);
}

/** Colours code with the theme's own colours; null where the language is not one we know. */
export async function highlight(text: string, name: string): Promise<Highlighted | null> {
  const language = languageOf(name);
  const load = language === undefined ? undefined : LANGUAGES[language];
  if (language === undefined || load === undefined) return null;
  highlighter ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'parley', variablePrefix: '--code-', fontStyle: false })],
    langs: [],
    // The engine in WebAssembly would need a hole in the content security policy.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const ready = await highlighter;
  await ready.loadLanguage(load());
  const { tokens } = ready.codeToTokens(text, { lang: language, theme: 'parley' });
  return tokens.map((line) => line.map((token) => ({ text: token.content, colour: token.color })));
}
