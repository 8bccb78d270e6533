/** The part of a markdown or HTML tree (mdast, hast) that the changes below look at. */
interface TreeNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
}

/** The element that stands for what follows the last word of a message. */
export const TAIL = 'message-tail';

/** In a chat a line break is a line break, also where markdown would join the lines (remark plugin). */
export function keepLineBreaks() {
  return function visit(node: TreeNode): void {
    if (!node.children) return;
    node.children = node.children.flatMap((child): TreeNode[] => {
      visit(child);
      if (child.type !== 'text' || !child.value?.includes('\n')) return [child];
      return child.value
        .split(/ *\n/u)
        .flatMap((value, index) => [
          ...(index > 0 ? [{ type: 'break' }] : []),
          ...(value === '' ? [] : [{ type: 'text', value }]),
        ]);
    });
  };
}

/**
 * Puts the tail after the last word, or beside the last block at its lower right, where a message
 * ends with code, a table or a list (rehype plugin).
 */
export function addTail() {
  return (root: TreeNode): void => {
    const children = root.children ?? [];
    const tail: TreeNode = { type: 'element', tagName: TAIL, properties: {}, children: [] };
    const index = children.findLastIndex((child) => child.type === 'element');
    const last = children[index];
    if (last?.tagName === 'p') last.children?.push(tail);
    else if (last) {
      const side: TreeNode = {
        type: 'element',
        tagName: 'div',
        properties: { className: 'flex items-end' },
        children: [last, tail],
      };
      children.splice(index, 1, side);
    } else children.push(tail);
  };
}
