/** The system prompt and the samplers of a conversation. */

import { dialog } from "/page/dialogs.js";
import { element } from "/page/dom.js";

/** Those that most people turn; the server's others are folded below them. */
const USUAL = ["temperature", "top_p", "top_k", "min_p", "repeat_penalty", "max_tokens", "seed"];

/** What a number below 0 stands for. */
const NONE = { max_tokens: "no limit", seed: "a new one" };

/**
 * Shows them.
 *
 * @param defaults {field: number} of the server: the fields that there are, and what holds where one is empty
 * @param column whose samplers get the focus; null: the system prompt does
 * @param changed is called when the dialog is closed
 */
export function showSettings(conversation, defaults, column, changed) {
    const system = element("textarea", { id: "system", rows: "5", placeholder: "Such as: Answer briefly." });
    system.value = conversation.system;
    system.addEventListener("input", () => {
        conversation.system = system.value;
    });
    const two = conversation.columns.length > 1;
    const sets = conversation.columns.map((each, index) => samplers(each, index, defaults, two));
    const open = dialog(
        "Settings of this conversation",
        element("div", { class: "field" }, element("label", { for: "system" }, "System prompt"), system),
        ...sets,
        element("p", { class: "hint" }, "They hold from the next answer on, and for new conversations. An empty field is the server's default."),
        element("div", { class: "dialog-foot" },
            element("button", { type: "button", class: "strong", onclick: () => open.close() }, "Done")),
    );
    open.addEventListener("close", changed);
    (column === null ? system : sets[column].querySelector("input")).focus();
}

function samplers(column, index, defaults, two) {
    const usual = USUAL.filter((name) => name in defaults);
    const others = Object.keys(defaults).filter((name) => !USUAL.includes(name));
    const field = (name) => samplerField(column, index, name, defaults[name]);
    const title = two ? `Samplers, ${index ? "right" : "left"}: ${column.model}` : "Samplers";
    return element(
        "fieldset",
        {},
        element("legend", {}, title),
        element("div", { class: "fields" }, usual.map(field)),
        others.length > 0 &&
            element("details", {}, element("summary", {}, `${others.length} more`), element("div", { class: "fields" }, others.map(field))),
    );
}

function samplerField(column, index, name, fallback) {
    const id = `sampler-${index}-${name}`;
    const input = element("input", {
        id,
        type: "number",
        step: "any",
        inputmode: "decimal",
        placeholder: (fallback < 0 && NONE[name]) || String(Math.round(fallback * 1e6) / 1e6),
        value: column.sampling[name],
        oninput: () => {
            if (input.value === "") {
                delete column.sampling[name];
            } else {
                column.sampling[name] = Number(input.value);
            }
        },
    });
    return element("div", { class: "field" }, element("label", { for: id }, name), input);
}
