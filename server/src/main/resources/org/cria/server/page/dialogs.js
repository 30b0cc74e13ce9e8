/** Dialogs: what they have in common, the one that asks for the key, and the list of keys. */

import { element, iconButton } from "/page/dom.js";
import { SHORTCUTS } from "/page/keys.js";

/** A dialog with a title and a way out; it is gone when it is closed. */
export function dialog(title, ...content) {
    const made = element(
        "dialog",
        { "aria-labelledby": "dialog-title", onclose: () => leave(made) },
        element(
            "div",
            { class: "dialog-head" },
            element("h2", { id: "dialog-title" }, title),
            iconButton("close", "Close", () => made.close()),
        ),
        ...content,
    );
    made.addEventListener("click", (event) => {
        if (event.target === made) {
            made.close(); // a click beside it
        }
    });
    document.body.append(made);
    made.showModal();
    return made;
}

/** Chromium leaves the caret in what is gone: the field that has the focus again would take no letters. */
function leave(made) {
    made.remove();
    const focused = document.activeElement;
    focused.blur();
    focused.focus();
}

/** Asks for the server's key. Gives what was typed, null if nothing was. */
export function askForKey(reason) {
    return new Promise((resolve) => {
        const field = element("input", { type: "password", autocomplete: "off", "aria-label": "API key", required: true });
        const form = element(
            "form",
            { method: "dialog" },
            element("p", {}, `The server asks for a key: ${reason}`),
            field,
            element("p", { class: "hint" }, "It is kept until this tab is closed."),
            element("div", { class: "dialog-foot" }, element("button", { type: "submit", class: "strong" }, "Use this key")),
        );
        const open = dialog("API key", form);
        let given = null;
        form.addEventListener("submit", () => {
            given = field.value.trim();
        });
        open.addEventListener("close", () => resolve(given || null));
        field.focus();
    });
}

/** Asks whether something is to be done that cannot be undone. */
export function sure(question, words) {
    return new Promise((resolve) => {
        let yes = false;
        const open = dialog(
            question,
            element(
                "form",
                { method: "dialog", onsubmit: (event) => { yes = event.submitter.value === "yes"; } },
                element(
                    "div",
                    { class: "dialog-foot" },
                    element("button", { type: "submit", value: "no", class: "quiet" }, "Cancel"),
                    element("button", { type: "submit", value: "yes", class: "strong" }, words),
                ),
            ),
        );
        open.addEventListener("close", () => resolve(yes));
    });
}

/** Lists what the keyboard does. */
export function showShortcuts() {
    const rows = SHORTCUTS.map(({ keys, words }) =>
        element("tr", {}, element("th", { scope: "row" }, keys.map((key) => element("kbd", {}, key))), element("td", {}, words)),
    );
    dialog("Keyboard", element("table", { class: "keys" }, element("tbody", {}, rows)));
}
