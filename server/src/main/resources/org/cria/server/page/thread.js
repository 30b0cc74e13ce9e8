/** The messages of the branch that is shown. */

import { AnswerView } from "/page/answer.js";
import { arrange, copyButton, element, grow, iconButton } from "/page/dom.js";
import { branches, forgottenBy, shown } from "/page/tree.js";

export class Thread {
    /** actions: {turn(node, by), edit(node, text), again(node, column), goOn(node, column)}. */
    constructor(root, actions) {
        this.root = root;
        this.actions = actions;
        this.answers = new Map();
        this.drawn = new Map();
        this.inner = element("div", { class: "thread-inner" });
        this.latest = iconButton("down", "To the latest message", () => this.toEnd(true), { class: "quiet bare latest", hidden: true });
        root.append(this.inner, this.latest);
        this.follows = true;
        root.addEventListener("scroll", () => this.scrolled(), { passive: true });
        new ResizeObserver(() => this.toEnd(false)).observe(this.inner);
    }

    scrolled() {
        const left = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight;
        this.follows = left < 60;
        this.latest.hidden = left < 200;
    }

    /** To the end, if the reader was there or wants it. */
    toEnd(wanted) {
        if (wanted || this.follows) {
            this.follows = true;
            this.root.scrollTop = this.root.scrollHeight;
        }
        this.scrolled();
    }

    /** There is more of an answer. */
    update(answer, over) {
        const view = this.answers.get(answer);
        if (over) {
            view?.draw();
        } else {
            view?.update();
        }
    }

    /** Shows the conversation as it is now. What did not change stays, with the reader's place in it. */
    show(conversation) {
        const gone = marks(conversation);
        const kept = new Map();
        const parts = [];
        for (const node of shown(conversation)) {
            const { index, count } = branches(conversation, node);
            const signature = `${index} ${count} ${conversation.columns.length}`;
            const old = this.drawn.get(node);
            const drawn = old?.signature === signature && (node.answers ?? []).every((answer) => this.answers.has(answer));
            const made = drawn ? old : { signature, element: this.message(conversation, node) };
            kept.set(node, made);
            made.element.classList.toggle("forgotten", gone.all.has(node));
            parts.push(made.element);
            for (const line of gone.lines.get(node) ?? []) {
                parts.push(line);
            }
        }
        this.drawn = kept;
        const alive = new Set([...kept.keys()].flatMap((node) => node.answers ?? []));
        for (const answer of this.answers.keys()) {
            if (!alive.has(answer)) {
                this.answers.delete(answer);
            }
        }
        arrange(this.inner, parts.length ? parts : [this.greeting()]);
        this.toEnd(false);
    }

    greeting() {
        return element(
            "div",
            { class: "greeting" },
            element("img", { src: "/page/icon.svg", alt: "", width: "72", height: "72" }),
            element("p", { class: "large" }, "What would you like to know?"),
            element("p", {}, "Answers come from this server alone. Conversations stay in this browser."),
        );
    }

    message(conversation, node) {
        return node.role === "user" ? this.question(conversation, node) : this.answersOf(conversation, node);
    }

    question(conversation, node) {
        const text = element("div", { class: "bubble" }, node.text);
        const tools = element(
            "div",
            { class: "tools" },
            this.arrows(conversation, node, "question"),
            copyButton("Copy question", () => node.text),
            iconButton("edit", "Edit question", () => this.edit(node), { "data-edit": node.id }),
        );
        return element("article", { class: "question", "aria-label": "Your question" },
            element("h2", { class: "heard" }, "You"), text, tools);
    }

    answersOf(conversation, node) {
        const arrows = this.arrows(conversation, node, "answer");
        const two = node.answers.length > 1;
        const views = node.answers.map((answer, column) => {
            const again = () => this.actions.again(node, column);
            const keep = two ? () => this.actions.goOn(node, column) : null;
            const view = new AnswerView(answer, nameOf(answer, node), { again, keep }, two ? null : arrows);
            this.answers.set(answer, view);
            return view.element;
        });
        return element(
            "div",
            { class: "answers", "data-count": String(views.length) },
            element("div", { class: "answers-row" }, views),
            two && arrows,
        );
    }

    arrows(conversation, node, what) {
        const { index, count } = branches(conversation, node);
        if (count < 2) {
            return null;
        }
        return element(
            "div",
            { class: "branches", role: "group", "aria-label": `Branches of this ${what}` },
            iconButton("left", `Previous ${what}`, () => this.actions.turn(node, -1), { disabled: index === 0, "data-turn": "-1" }),
            element("span", {}, `${index + 1} of ${count}`),
            iconButton("right", `Next ${what}`, () => this.actions.turn(node, 1), { disabled: index + 1 === count, "data-turn": "1" }),
        );
    }

    /** Where a branch was turned to, the arrows keep the focus. */
    focusArrows(node, by) {
        const { element: box } = this.drawn.get(node);
        const wanted = box.querySelector(`[data-turn="${by}"]:not([disabled])`) ?? box.querySelector("[data-turn]:not([disabled])");
        wanted?.focus();
    }

    /** Lets a question be written anew in its own place. */
    edit(node) {
        const { element: box } = this.drawn.get(node);
        const field = element("textarea", { "aria-label": "Edit question", rows: "2", oninput: () => grow(field) });
        field.value = node.text;
        const close = () => {
            form.remove();
            box.classList.remove("edited");
            box.querySelector("[data-edit]").focus();
        };
        const done = () => {
            if (field.value.trim()) {
                close();
                this.actions.edit(node, field.value);
            }
        };
        const form = element(
            "form",
            { class: "edit", onsubmit: (event) => { event.preventDefault(); done(); } },
            field,
            element("div", { class: "edit-actions" },
                element("button", { type: "button", class: "quiet", onclick: close }, "Cancel"),
                element("button", { type: "submit", class: "strong" }, "Ask as a new branch")),
        );
        field.addEventListener("keydown", (event) => {
            if (event.key === "Escape") {
                event.stopPropagation();
                close();
            } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                done();
            }
        });
        box.classList.add("edited");
        box.append(form);
        grow(field);
        field.focus();
    }
}

/** A model's name, with its samplers where the same model answers twice. */
function nameOf(answer, node) {
    const sampling = Object.entries(answer.sampling).map(([field, value]) => `${field} ${value}`).join(", ");
    const alike = node.answers.filter((other) => other.model === answer.model).length > 1;
    return alike && sampling ? `${answer.model} · ${sampling}` : answer.model || "Model";
}

/** Which messages no model sees any more, and the lines to be drawn behind the last that one does not see. */
function marks(conversation) {
    const lines = new Map();
    const columns = conversation.columns.map((column, index) => forgottenBy(conversation, index));
    const counts = new Set(columns.map((nodes) => nodes.length));
    columns.forEach((nodes, index) => {
        const last = nodes.at(-1);
        if (!last || (counts.size === 1 && index > 0)) {
            return;
        }
        const who = counts.size === 1 ? "The model" : `${conversation.columns[index].model} (${index ? "right" : "left"})`;
        const words = `${who} no longer sees the ${nodes.length} messages above: the context is full.`;
        lines.set(last, [...(lines.get(last) ?? []), element("div", { class: "forgotten-line", role: "note" }, words)]);
    });
    const all = new Set(columns[0].filter((node) => columns.every((nodes) => nodes.includes(node))));
    return { all, lines };
}
