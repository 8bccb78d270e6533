/** A ref for the one field that a dialog or page is there for: it has the focus as soon as it is shown. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}
