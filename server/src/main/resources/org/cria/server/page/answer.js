/** One answer in the thread: who gives it, thoughts, text, what went wrong, figures. */

import { copyButton, count, element, iconButton, wordButton } from "/page/dom.js";
import { MarkdownView } from "/page/markdown.js";

/** Between two pictures of a text that grows, in milliseconds. */
const PAUSE = 60;

export class AnswerView {
    /** actions: {again, keep or null}; arrows turn to other branches and are null where there are none. */
    constructor(answer, label, actions, arrows) {
        this.answer = answer;
        this.actions = actions;
        this.arrows = arrows;
        this.text = new MarkdownView();
        this.thoughts = element("div", { class: "thoughts-text" });
        this.thoughtsBox = element("details", { class: "thoughts", hidden: true },
            element("summary", {}, "Thoughts"), this.thoughts);
        this.wait = element("div", { class: "wait" }, element("span"), element("span"), element("span"));
        this.foot = element("div", { class: "foot" });
        this.element = element(
            "article",
            { class: "answer", "aria-label": `Answer of ${label}` },
            element("h2", { class: "who" }, label),
            this.thoughtsBox,
            this.text.element,
            this.wait,
            this.foot,
        );
        this.drawn = 0;
        this.draw();
    }

    /** Shows what is new, soon: many parts that come at once are drawn once. */
    update() {
        if (!this.planned) {
            const rest = Math.max(0, PAUSE - (performance.now() - this.drawn));
            this.planned = setTimeout(() => this.draw(), rest);
        }
    }

    /** Shows everything as it is now. */
    draw() {
        clearTimeout(this.planned);
        this.planned = null;
        const { content, reasoning, state } = this.answer;
        const running = state === "waiting" || state === "writing";
        this.element.setAttribute("aria-busy", String(running));
        this.element.dataset.state = state;
        this.thoughtsBox.hidden = !reasoning;
        if (this.thoughts.textContent !== reasoning) {
            this.thoughts.textContent = reasoning;
        }
        this.text.show(content);
        this.wait.hidden = !running || content !== "";
        this.foot.replaceChildren(...(running ? [this.tools()] : this.footOf(this.answer)));
        this.drawn = performance.now();
    }

    footOf(answer) {
        const parts = [];
        if (answer.error) {
            parts.push(
                element(
                    "div",
                    { class: "failure", role: "group", "aria-label": "Error" },
                    element("p", {}, answer.error.message),
                    wordButton("again", "Try again", this.actions.again),
                ),
            );
        }
        parts.push(
            this.tools(
                answer.content && copyButton("Copy answer", () => answer.content),
                !answer.error && iconButton("again", "Answer again", this.actions.again),
                this.actions.keep && answer.content && wordButton("keep", "Go on with this one", this.actions.keep),
            ),
        );
        return parts;
    }

    tools(...buttons) {
        return element("div", { class: "tools" }, this.arrows, buttons, element("span", { class: "figures" }, figures(this.answer)));
    }
}

/** Speed, length and wait, as far as they are known. */
function figures(answer) {
    const { figures: known, state } = answer;
    const words = [];
    const about = known?.about ? "≈ " : "";
    if (state === "stopped") {
        words.push("stopped");
    }
    if (known?.perSecond) {
        const speed = known.perSecond >= 100 ? count(Math.round(known.perSecond)) : known.perSecond.toFixed(1);
        words.push(`${about}${speed} tokens/s`);
    }
    if (known?.tokens) {
        words.push(`${about}${count(known.tokens)} ${known.tokens === 1 ? "token" : "tokens"}`);
    }
    if (known?.waited) {
        words.push(`first after ${known.waited < 10 ? known.waited.toFixed(2) : Math.round(known.waited)} s`);
    }
    return words.join(" · ");
}
