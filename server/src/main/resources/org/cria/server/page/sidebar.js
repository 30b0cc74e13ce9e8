/** The list of conversations, and what is done with whole ones. */

import { sure } from "/page/dialogs.js";
import { element, iconButton, notice, wordButton } from "/page/dom.js";
import { find, heads, keepSetting, setting } from "/page/store.js";
import { exported } from "/page/tree.js";

/** Narrower pages show the list over the messages. */
const WIDE = matchMedia("(min-width: 60rem)");
const DAY = 24 * 60 * 60 * 1000;

export class Sidebar {
    /** actions: {create(), open(id), remove(id), take(value), shortcuts()}. */
    constructor(actions) {
        this.actions = actions;
        this.root = document.getElementById("sidebar");
        this.list = document.getElementById("conversations");
        this.backdrop = document.getElementById("backdrop");
        this.backdrop.addEventListener("click", () => this.toggle(false));
        this.toggleButton = iconButton("menu", "Conversations", () => this.toggle(), { "aria-controls": "sidebar" });
        document.getElementById("sidebar-actions").append(
            wordButton("plus", "New conversation", () => this.leave(actions.create), { class: "quiet create" }),
        );
        const file = element("input", { type: "file", accept: "application/json,.json", hidden: true });
        file.addEventListener("change", () => this.take(file));
        document.getElementById("sidebar-foot").append(
            file,
            wordButton("import", "Import", () => file.click()),
            wordButton("keys", "Keyboard", actions.shortcuts),
        );
        this.root.addEventListener("keydown", (event) => {
            if (event.key === "Escape" && !WIDE.matches) {
                event.stopPropagation();
                this.toggle(false);
                this.toggleButton.focus();
            }
        });
        WIDE.addEventListener("change", () => this.toggle(WIDE.matches && setting("sidebar", true)));
        this.toggle(WIDE.matches && setting("sidebar", true));
    }

    toggle(open = !this.open) {
        const asked = this.open !== undefined;
        this.open = open;
        this.root.inert = !open;
        document.body.dataset.sidebar = open ? "open" : "closed";
        this.toggleButton.setAttribute("aria-expanded", String(open));
        this.backdrop.hidden = WIDE.matches || !open;
        if (asked && WIDE.matches) {
            keepSetting("sidebar", open);
        }
        if (asked && open) {
            this.root.querySelector("button").focus();
        }
    }

    /** Does something that is seen in the messages. */
    leave(action) {
        if (!WIDE.matches) {
            this.toggle(false);
        }
        action();
    }

    /** Lists what is kept. */
    async show(current) {
        const items = [];
        let day = "";
        for (const each of await heads()) {
            const heading = dayOf(each.updated);
            if (heading !== day) {
                day = heading;
                items.push(element("li", { class: "day" }, day));
            }
            items.push(this.item(each, each.id === current));
        }
        const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
        this.list.replaceChildren(...items);
        if (focused) {
            [...this.list.querySelectorAll("button")].find((button) => button.dataset.id === focused)?.focus();
        }
    }

    item({ id, title }, current) {
        return element(
            "li",
            { class: "conversation" },
            element(
                "button",
                {
                    type: "button",
                    class: "title",
                    "data-id": id,
                    "aria-current": current ? "true" : null,
                    onclick: () => this.leave(() => this.actions.open(id)),
                },
                title,
            ),
            iconButton("export", `Export '${title}' as JSON`, async () => save(await find(id))),
            iconButton("trash", `Delete '${title}'`, async () => {
                if (await sure(`Delete '${title}'?`, "Delete")) {
                    this.actions.remove(id);
                }
            }),
        );
    }

    async take(file) {
        try {
            for (const each of file.files) {
                await this.actions.take(JSON.parse(await each.text()));
            }
        } catch (error) {
            notice(`${file.files[0].name} was not imported: ${error.message}.`);
        }
        file.value = "";
    }
}

/** Hands the browser a file. */
export function save(conversation) {
    const json = JSON.stringify(exported(conversation), null, 2);
    const url = URL.createObjectURL(new Blob([json], { type: "application/json" }));
    const name = conversation.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "conversation";
    element("a", { href: url, download: `${name}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function dayOf(time) {
    const days = Math.floor((new Date().setHours(24, 0, 0, 0) - time) / DAY);
    return days < 1 ? "Today" : days < 2 ? "Yesterday" : days < 7 ? "Last seven days" : "Earlier";
}
