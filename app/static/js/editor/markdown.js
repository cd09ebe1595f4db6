/* Markdown for those who do not know it: buttons and Ctrl B, I, K put the marks round words and take them off again; what is pasted
   from Word, Docs or a page arrives with its headings, lists, links and tables. */
{
  const ADDRESS = /^(https?:\/\/|www\.)\S+$|^[\w.+-]+@[\w-]+(\.[\w-]+)+$/i;

  // unlike a value that is set, this can be undone with Ctrl Z
  const put = (field, start, end, text, from, to) => {
    field.focus();
    field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, start, end);
    field.setSelectionRange(from, to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const linesAround = ({ value, selectionStart, selectionEnd }) => {
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    // a selection that ends at the beginning of a line does not take that line
    const last = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
    const end = value.indexOf("\n", last);
    return [start, end < 0 ? value.length : end];
  };

  const around = (mark) => (field) => {
    let { selectionStart: start, selectionEnd: end } = field;
    const { value } = field;
    while (start < end && /\s/.test(value[start])) start += 1;
    while (end > start && /\s/.test(value[end - 1])) end -= 1;
    const size = mark.length;
    const stars = (text) => text.match(/^\*+/)?.[0].length ?? 0;
    const marked = (count) => (size === 2 ? count >= 2 : count === 1 || count === 3);
    // the marks stand just outside of what is selected
    const outside = Math.min(stars([...value.slice(0, start)].reverse().join("")), stars(value.slice(end)));
    if (marked(outside)) return put(field, start - size, end + size, value.slice(start, end), start - size, end - size);
    if (start === end) return put(field, start, end, mark + mark, start + size, start + size);
    const parts = value.slice(start, end).split("\n");
    const words = parts.map((line) => line.match(/^(\s*(?:[-*+•]\s+|\d+[.)]\s+|#+\s+)?)(.*?)(\s*)$/).slice(1));
    const filled = words.filter(([, text]) => text);
    const off = filled.every(([, text]) => text.length > 2 * size && marked(Math.min(stars(text), stars([...text].reverse().join("")))));
    const text = words.map(([before, inside, after]) => {
      if (!inside) return before + after;
      return before + (off ? inside.slice(size, -size) : mark + inside + mark) + after;
    }).join("\n");
    const one = parts.length === 1 && !off ? size : 0;
    put(field, start, end, text, start + one, start + text.length - one);
  };

  const lines = (pattern, mark) => (field) => {
    const [start, end] = linesAround(field);
    const all = field.value.slice(start, end).split("\n");
    const filled = all.filter((line) => line.trim());
    const off = filled.length && filled.every((line) => pattern.test(line));
    let number = 0;
    const text = all.map((line) => {
      if (!line.trim() && all.length > 1) return line;
      const [, indent, words] = line.match(/^(\s*)(?:[-*+•◦▪·–—]\s+|•|\d+[.)°]\s+|#+\s+)?(.*)$/);
      number += 1;
      return off ? indent + words : indent + mark(number) + words;
    }).join("\n");
    put(field, start, end, text, start + (all.length > 1 ? 0 : text.length), start + text.length);
  };

  const link = (field) => {
    let { selectionStart: start, selectionEnd: end } = field;
    const { value } = field;
    while (start < end && /\s/.test(value[start])) start += 1;
    while (end > start && /\s/.test(value[end - 1])) end -= 1;
    const words = value.slice(start, end).replace(/\s*\n\s*/g, " ");
    const known = words.match(/^\[([^\]]*)\]\([^)]*\)$/);
    if (known) return put(field, start, end, known[1], start, start + known[1].length);
    if (ADDRESS.test(words)) return put(field, start, end, `[](${words})`, start + 1, start + 1);
    const text = `[${words}](https://)`;
    const target = start + words.length + 3;
    put(field, start, end, text, words ? target : start + 1, words ? target + 8 : start + 1);
  };

  const acts = {
    heading: lines(/^\s*##\s/, () => "## "),
    bold: around("**"),
    italic: around("*"),
    list: lines(/^\s*-\s/, () => "- "),
    numbers: lines(/^\s*\d+[.)]\s/, (number) => `${number}. `),
    link,
  };
  const keys = { b: "bold", i: "italic", k: "link" };
  const field = document.getElementById("body");

  if (field) {
    document.addEventListener("click", (event) => {
      const kind = event.target.closest("[data-markdown]")?.dataset.markdown;
      if (kind) acts[kind](field);
    });
    field.addEventListener("keydown", (event) => {
      const kind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && keys[event.key.toLowerCase()];
      if (!kind) return;
      event.preventDefault();
      acts[kind](field);
    });
  }

  /* What stands in the clipboard, as Markdown. */
  const spaces = (text) => text.replace(/[ \t\r\n]+/g, " ");
  const isBold = (node) => /^(B|STRONG)$/.test(node.tagName) ? !/normal|[1-4]00/.test(node.style.fontWeight) : /bold|[6-9]00/.test(node.style.fontWeight);
  const isItalic = (node) => /^(I|EM)$/.test(node.tagName) ? node.style.fontStyle !== "normal" : node.style.fontStyle === "italic";
  const wrap = (mark, text) => text.replace(/^(\s*)([\s\S]*?)(\s*)$/, (all, before, words, after) => (words ? before + mark + words + mark + after : all));

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return spaces(node.data).replace(/(?<!\w)\*(?=\w)|[[\]`]/g, "\\$&");
    if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|SCRIPT|IMG)$/.test(node.tagName) || /mso-list:\s*ignore/i.test(node.getAttribute("style") ?? "")) return "";
    if (node.tagName === "BR") return "\n";
    let text = [...node.childNodes].map(inline).join("");
    if (isBold(node) && !/^H\d$/.test(node.tagName)) text = wrap("**", text);
    if (isItalic(node)) text = wrap("*", text);
    const target = node.tagName === "A" && node.getAttribute("href");
    if (target && /^(https?:|mailto:|tel:)/i.test(target) && text.trim()) text = text.trim() === target ? target : `[${text.trim()}](${target})`;
    return text;
  };

  const row = (cells) => `| ${cells.map((cell) => inline(cell).trim().replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|")).join(" | ")} |`;

  const table = (node) => {
    const [head, ...others] = [...node.rows].map((each) => [...each.cells]);
    return head ? [row(head), `|${head.map(() => "---|").join("")}`, ...others.map(row)].join("\n") : "";
  };

  const list = (node, indent = "") => [...node.children].flatMap((item, index) => {
    if (/^(UL|OL)$/.test(item.tagName)) return list(item, `${indent}   `);
    const words = [...item.childNodes].filter((each) => !/^(UL|OL)$/.test(each.tagName)).map(inline).join("").trim().replace(/\s*\n\s*/g, " ");
    const inner = [...item.children].filter((each) => /^(UL|OL)$/.test(each.tagName)).flatMap((each) => list(each, `${indent}   `));
    return [indent + (node.tagName === "OL" ? `${index + 1}. ` : "- ") + words, ...inner];
  });

  const INSIDE = "p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, section, article, blockquote";
  const blocks = (root) => {
    const found = [];
    let loose = "";
    const end = () => {
      if (loose.trim()) found.push(["text", loose.trim()]);
      loose = "";
    };
    for (const node of root.childNodes) {
      const name = node.tagName ?? "";
      const word = /MsoListParagraph/.test(node.className) || /mso-list:/i.test(node.getAttribute?.("style") ?? "");
      if (/^(UL|OL|TABLE|H\d|P|DIV|SECTION|ARTICLE|BLOCKQUOTE|PRE)$/.test(name)) end();
      if (/^(UL|OL)$/.test(name)) found.push(["list", list(node).join("\n")]);
      else if (name === "TABLE") found.push(["table", table(node)]);
      else if (/^H\d$/.test(name)) found.push(["head", `${name === "H1" || name === "H2" ? "##" : "###"} ${inline(node).trim()}`]);
      else if (name === "P" && word) {
        const sign = node.querySelector('[style*="mso-list"]')?.textContent ?? "";
        found.push(["item", `${/\d/.test(sign) ? "1." : "-"} ${inline(node).trim()}`]);
      } else if (node.querySelector?.(INSIDE)) {
        end();
        found.push(...blocks(node));
      } else if (/^(P|DIV|BLOCKQUOTE|PRE)$/.test(name)) found.push(["text", inline(node).trim()]);
      else loose += inline(node);
    }
    end();
    return found.filter(([, text]) => text);
  };

  const asMarkdown = (html) => {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    const parts = blocks(body);
    return parts.map(([kind, text], index) => (index ? (kind === "item" && parts[index - 1][0] === "item" ? "\n" : "\n\n") : "") + text).join("");
  };

  field?.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    const text = asMarkdown(html);
    const plain = event.clipboardData.getData("text/plain");
    if (!text || spaces(text).trim() === spaces(plain).trim()) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end } = field;
    put(field, start, end, text, start + text.length, start + text.length);
  });
}
