/**
 * Markdown of strangers becomes elements. HTML in it is not read as HTML at all, it stays the text that it is; what marked makes of the rest
 * goes through DOMPurify, which lets through what is listed here; and the browser is told by the page's policy to let no script run.
 */

import DOMPurify from "/page/lib/purify.js";
import { Marked } from "/page/lib/marked.js";
import { copyButton, element } from "/page/dom.js";

/** Longer code is not coloured: that would hold up the page. */
const MOST_COLOURED = 50_000;

const TEXT = {
    ALLOWED_TAGS: ["p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del",
        "a", "table", "thead", "tbody", "tr", "th", "td"],
    ALLOWED_ATTR: ["href", "start", "align", "class"],
    ADD_URI_SAFE_ATTR: ["start", "align"],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    RETURN_DOM_FRAGMENT: true,
};
const COLOURS = { ALLOWED_TAGS: ["span"], ALLOWED_ATTR: ["class"], RETURN_DOM_FRAGMENT: true };

function escaped(text) {
    return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const marked = new Marked({
    gfm: true,
    breaks: true,
    tokenizer: {
        html: () => undefined,
        tag: () => undefined,
    },
    renderer: {
        heading({ tokens, depth }) {
            const level = Math.min(6, depth + 2); // below the heading of the message
            return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
        },
        // Nothing is loaded that a model names: it would tell a stranger that somebody reads this.
        image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
        checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    },
});

/** Shows a text that grows: what is above the place where it grows stays as it is. */
export class MarkdownView {
    constructor() {
        this.element = element("div", { class: "markdown" });
        this.parts = [];
    }

    show(text) {
        const tokens = marked.lexer(text);
        let same = 0;
        while (same < tokens.length && same < this.parts.length && this.parts[same].raw === tokens[same].raw) {
            same++;
        }
        this.parts.splice(same).forEach((part) => part.nodes.forEach((node) => node.remove()));
        for (const token of tokens.slice(same)) {
            const fragment = block(token);
            this.parts.push({ raw: token.raw, nodes: [...fragment.childNodes] });
            this.element.append(fragment);
        }
    }
}

function block(token) {
    const fragment = DOMPurify.sanitize(marked.parser([token]), TEXT);
    for (const link of fragment.querySelectorAll("a")) {
        link.target = "_blank";
        link.rel = "noopener noreferrer";
    }
    for (const table of fragment.querySelectorAll("table")) {
        const box = element("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "Table" });
        table.replaceWith(box);
        box.append(table);
    }
    for (const pre of fragment.querySelectorAll("pre")) {
        pre.replaceWith(code(pre));
    }
    return fragment;
}

function code(pre) {
    const inner = pre.querySelector("code");
    const text = inner.textContent.replace(/\n$/, "");
    const language = /language-(\S+)/.exec(inner.className)?.[1] ?? "";
    const shown = element("code", {});
    const known = globalThis.hljs?.getLanguage(language);
    if (known && text.length <= MOST_COLOURED) {
        const { value } = globalThis.hljs.highlight(text, { language, ignoreIllegals: true });
        shown.append(DOMPurify.sanitize(value, COLOURS));
    } else {
        shown.textContent = text;
    }
    return element(
        "div",
        { class: "code" },
        element("div", { class: "code-head" }, element("span", {}, language || "text"), copyButton("Copy code", () => text)),
        element("pre", { tabindex: "0", role: "group", "aria-label": language ? `Code in ${language}` : "Code" }, shown),
    );
}
