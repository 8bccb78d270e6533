/** The codes of an error of SQLite, such as `SQLITE_FULL`, from the outermost cause inwards. */
export function sqliteCodes(cause: unknown): string[] {
  const codes: string[] = [];
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') codes.push(code);
  }
  return codes;
}

/** Whether another connection held the database; then the same write may work a moment later. */
export function isBusy(cause: unknown): boolean {
  return sqliteCodes(cause).some((code) => code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'));
}
