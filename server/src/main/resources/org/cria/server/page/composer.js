/** Where messages are written. */

import { element, grow, icon } from "/page/dom.js";

/** Where fingers type, Enter is a new line: a keyboard on glass has no other. */
const TOUCH = matchMedia("(pointer: coarse)");

export class Composer {
    /** actions: {send(text), stop(), editLast()}. */
    constructor(form, actions) {
        this.actions = actions;
        this.running = false;
        this.field = element("textarea", {
            id: "question",
            rows: "1",
            placeholder: "Ask something",
            "aria-label": "Message",
            "aria-describedby": "composer-hint",
            enterkeyhint: TOUCH.matches ? "enter" : "send",
            onkeydown: (event) => this.key(event),
            oninput: () => grow(this.field),
        });
        this.button = element("button", { type: "submit", class: "strong round" });
        form.append(
            element("div", { class: "composer-box" }, this.field, this.button),
            element("p", { id: "composer-hint", class: "hint" },
                element("kbd", {}, "Enter"), " sends, ", element("kbd", {}, "Shift"), " ", element("kbd", {}, "Enter"), " new line, ",
                element("kbd", {}, "Esc"), " stops, ", element("kbd", {}, "?"), " all keys"),
        );
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.submit();
        });
        this.setRunning(false);
    }

    focus() {
        this.field.focus();
    }

    /** Takes the focus if what had it is gone. */
    takeLostFocus() {
        if (document.activeElement === document.body && !TOUCH.matches) {
            this.focus();
        }
    }

    /** While an answer comes, the button stops it. */
    setRunning(running) {
        this.running = running;
        this.button.replaceChildren(icon(running ? "stop" : "send"));
        const label = running ? "Stop the answer" : "Send";
        this.button.setAttribute("aria-label", label);
        this.button.title = label;
    }

    key(event) {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !TOUCH.matches) {
            event.preventDefault();
            if (!this.running) {
                this.submit();
            }
        } else if (event.key === "ArrowUp" && this.field.value === "" && !this.running) {
            event.preventDefault();
            this.actions.editLast();
        }
    }

    submit() {
        if (this.running) {
            this.actions.stop();
            return;
        }
        const text = this.field.value;
        if (text.trim()) {
            this.field.value = "";
            grow(this.field);
            this.actions.send(text);
            this.focus();
        }
    }
}
