/** Elements, made without HTML: what is given as text stays text. */

const SVG = "http://www.w3.org/2000/svg";

/** Outlines of icons on a field of 24 by 24. */
const ICONS = {
    menu: "M4 7h16M4 12h16M4 17h10",
    plus: "M12 5v14M5 12h14",
    send: "M12 19V5M6 11l6-6 6 6",
    stop: "M7 7h10v10H7z",
    copy: "M9 9h10v11H9zM6 15H5V4h10v2",
    check: "M5 12.5l4.5 4.5L19 7.5",
    edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
    left: "M14.5 6l-6 6 6 6",
    right: "M9.5 6l6 6-6 6",
    down: "M12 5v14M6 13l6 6 6-6",
    columns: "M4 5h16v14H4zM12 5v14",
    settings: "M4 7h9M17 7h3M4 17h3M11 17h9M13 5v4M7 15v4",
    dark: "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z",
    light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19",
    system: "M4 5h16v11H4zM9 20h6M12 16v4",
    trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
    export: "M12 4v11M7 10l5 5 5-5M5 20h14",
    import: "M12 15V4M7 9l5-5 5 5M5 20h14",
    close: "M6 6l12 12M18 6L6 18",
    keys: "M3 7h18v10H3zM7 10.5h.01M11 10.5h.01M15 10.5h.01M8 14h8",
    keep: "M5 12h13M12 6l6 6-6 6",
};

/**
 * An element. Attributes that begin with "on" are listeners; those that are null, undefined or false are left out.
 * Children are elements or text; what is empty, null or false is left out.
 */
export function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) {
            made.addEventListener(name.slice(2), value);
        } else if (value !== null && value !== undefined && value !== false) {
            made.setAttribute(name, value === true ? "" : value);
        }
    }
    made.append(...children.flat().filter((child) => child || child === 0));
    return made;
}

/** An icon that says nothing to screen readers: its button is labelled. */
export function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "icon");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
}

/** A button with an icon alone; its label is read out and shown as a hint. */
export function iconButton(name, label, onclick, attributes = {}) {
    return element(
        "button",
        { type: "button", class: "quiet bare", "aria-label": label, title: label, onclick, ...attributes },
        icon(name),
    );
}

/** A button with an icon and words. */
export function wordButton(name, words, onclick, attributes = {}) {
    return element("button", { type: "button", class: "quiet", onclick, ...attributes },
        icon(name), element("span", { class: "words" }, words));
}

/** Has a field be as high as what is written in it, where the style sheet alone does not. */
export function grow(field) {
    if (!CSS.supports("field-sizing", "content")) {
        field.style.height = "auto";
        field.style.height = `${field.scrollHeight}px`;
    }
}

/** Has screen readers say something. */
export function announce(text) {
    document.getElementById("status").textContent = text;
}

let noticeEnd;

/** Shows something that went wrong, or was done, for a while. */
export function notice(text) {
    const box = document.getElementById("notice");
    box.textContent = text;
    box.hidden = false;
    clearTimeout(noticeEnd);
    noticeEnd = setTimeout(() => {
        box.hidden = true;
    }, 6000);
}

/** Copies text; pages that came over plain HTTP from another machine have no clipboard of their own. */
export async function copy(text) {
    if (navigator.clipboard) {
        await navigator.clipboard.writeText(text);
        return;
    }
    const before = document.activeElement;
    const field = element("textarea", { class: "heard", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    if (!done) {
        throw new Error("the browser does not let this page copy");
    }
}

/** A button that copies, and says that it did. */
export function copyButton(label, text) {
    const button = iconButton("copy", label, async () => {
        try {
            await copy(text());
            button.replaceChildren(icon("check"));
            announce("Copied.");
            setTimeout(() => button.replaceChildren(icon("copy")), 1500);
        } catch (error) {
            notice(`Not copied: ${error.message}.`);
        }
    });
    return button;
}

/** Makes these the children of an element. Those that are there already are not touched, so that they keep the focus. */
export function arrange(parent, wanted) {
    const set = new Set(wanted);
    [...parent.children].filter((child) => !set.has(child)).forEach((child) => child.remove());
    wanted.forEach((child, index) => {
        if (parent.children[index] !== child) {
            parent.insertBefore(child, parent.children[index] ?? null);
        }
    });
}

/** A number as people write it. */
export function count(number) {
    return new Intl.NumberFormat("en").format(number);
}
