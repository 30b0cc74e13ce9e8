/** The line above everything: the title, the settings, the theme. */

import { announce, element, icon, iconButton } from "/page/dom.js";
import { keepTheme, theme } from "/page/store.js";

const THEMES = ["system", "light", "dark"];

export class Head {
    /** actions: {rename(title), write(), settings(), save()}; the first button is the sidebar's. */
    constructor(root, menu, actions) {
        this.title = element("input", {
            class: "title",
            "aria-label": "Title of the conversation",
            placeholder: "New conversation",
            autocomplete: "off",
            onchange: () => actions.rename(this.title.value.trim()),
            onkeydown: (event) => event.key === "Enter" && actions.write(),
        });
        this.themeButton = iconButton("system", "Theme", () => this.nextTheme());
        root.append(
            menu,
            this.title,
            iconButton("settings", "System prompt and samplers", actions.settings),
            iconButton("export", "Export as JSON", actions.save),
            this.themeButton,
        );
        this.showTheme();
    }

    show(conversation) {
        this.title.value = conversation.title;
        document.getElementById("heading").textContent = conversation.title || "New conversation";
        document.title = conversation.title ? `${conversation.title} – Cria` : "Cria";
    }

    nextTheme() {
        keepTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
        this.showTheme();
        announce(`Theme: ${theme()}.`);
    }

    showTheme() {
        const label = `Theme: ${theme()}`;
        this.themeButton.replaceChildren(icon(theme()));
        this.themeButton.setAttribute("aria-label", label);
        this.themeButton.title = label;
    }
}
