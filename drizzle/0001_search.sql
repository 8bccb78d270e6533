-- The search index (src/server/store/search-index.ts): hashes only, no text. drizzle-kit does not generate virtual tables.
CREATE VIRTUAL TABLE `message_word` USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='unicode61');
--> statement-breakpoint
CREATE VIRTUAL TABLE `word_fragment` USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='unicode61');
