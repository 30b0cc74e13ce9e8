/** Above the thread: for each column its model, its samplers, and how full its context is. */

import { count, element, iconButton, wordButton } from "/page/dom.js";
import { answerOf, shown } from "/page/tree.js";

/** From here on the bar says that the context is nearly full. */
const NEARLY = 0.8;

export class Columns {
    /** actions: {choose(column, model), samplers(column), compare()}. */
    constructor(root, actions) {
        this.root = root;
        this.inner = element("div", { class: "columns-inner" });
        root.append(this.inner);
        this.actions = actions;
        this.meters = [];
    }

    show(conversation, models) {
        const focused = this.root.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
        this.meters = [];
        this.root.dataset.count = String(conversation.columns.length);
        this.inner.replaceChildren(...conversation.columns.map((column, index) => this.column(conversation, models, column, index)));
        this.update(conversation);
        [...this.inner.querySelectorAll("[aria-label]")].find((each) => each.getAttribute("aria-label") === focused)?.focus();
    }

    column(conversation, models, column, index) {
        const two = conversation.columns.length > 1;
        const place = two ? (index ? " on the right" : " on the left") : "";
        const names = models.includes(column.model) || !column.model ? models : [column.model, ...models];
        const select = element(
            "select",
            { "aria-label": `Model${place}`, onchange: () => this.actions.choose(index, select.value) },
            names.map((name) => element("option", { value: name, selected: name === column.model },
                models.includes(name) ? name : `${name} (not on this server)`)),
        );
        const set = Object.keys(column.sampling).length;
        const meter = meterOf(place);
        this.meters.push(meter);
        return element(
            "div",
            { class: "column" },
            select,
            wordButton("settings", set ? `Samplers (${set})` : "Samplers", () => this.actions.samplers(index),
                { "aria-label": `Samplers${place}` }),
            meter.element,
            index === 1
                ? iconButton("close", "Close the second column", this.actions.compare)
                : !two && wordButton("columns", "Compare", this.actions.compare, { "aria-label": "Compare with a second model" }),
        );
    }

    /** Shows how full the contexts are now. */
    update(conversation) {
        const answers = shown(conversation).filter((node) => node.role === "assistant");
        conversation.columns.forEach((column, index) => {
            const known = answers.map((node) => answerOf(node, index).context).findLast((context) => context?.used);
            this.meters[index]?.set(known?.used ?? null, known?.size ?? null);
        });
    }
}

function meterOf(place) {
    const fill = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    fill.setAttribute("height", "100%");
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    bar.setAttribute("class", "bar");
    bar.setAttribute("aria-hidden", "true");
    bar.append(fill);
    const words = element("span", { class: "meter-words" });
    const box = element("div", { class: "meter", role: "meter", "aria-label": `Context${place}`, "aria-valuemin": "0", hidden: true },
        bar, words);
    return {
        element: box,
        set(used, size) {
            box.hidden = used === null || size === null;
            if (!box.hidden) {
                const text = `${count(used)} of ${count(size)} tokens`;
                box.setAttribute("aria-valuenow", String(used));
                box.setAttribute("aria-valuemax", String(size));
                box.setAttribute("aria-valuetext", `${text} of context`);
                box.title = `Context: ${text}`;
                box.dataset.nearly = String(used > NEARLY * size);
                words.replaceChildren(`${count(used)} of ${count(size)}`, element("span", { class: "unit" }, " tokens"));
                fill.setAttribute("width", `${Math.min(100, (100 * used) / size)}%`);
            }
        },
    };
}
