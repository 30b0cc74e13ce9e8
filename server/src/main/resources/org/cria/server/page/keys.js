/** What the keyboard does, wherever the focus is. Letters are places on the keyboard, so that layouts and Alt's own signs do not matter. */

export const SHORTCUTS = [
    { keys: ["Enter"], words: "Send; on a touch screen a new line" },
    { keys: ["Shift", "Enter"], words: "A new line" },
    { keys: ["Esc"], words: "Stop the answer" },
    { keys: ["↑"], words: "Edit the last question, from an empty message box" },
    { keys: ["Alt", "N"], words: "New conversation", code: "KeyN", action: "create" },
    { keys: ["Alt", "M"], words: "To the message box", code: "KeyM", action: "write" },
    { keys: ["Alt", "R"], words: "Answer again", code: "KeyR", action: "again" },
    { keys: ["Alt", ","], words: "Previous branch of the last message that has any", code: "Comma", action: "previous" },
    { keys: ["Alt", "."], words: "Next branch", code: "Period", action: "next" },
    { keys: ["Alt", "K"], words: "Copy the last answer", code: "KeyK", action: "copy" },
    { keys: ["Alt", "2"], words: "One column or two", code: "Digit2", action: "compare" },
    { keys: ["Alt", "S"], words: "System prompt and samplers", code: "KeyS", action: "settings" },
    { keys: ["Alt", "B"], words: "Show or hide the conversations", code: "KeyB", action: "sidebar" },
    { keys: ["Alt", "T"], words: "Theme", code: "KeyT", action: "theme" },
    { keys: ["?"], words: "This list, from outside of text fields" },
];

/** Listens. actions: one for each of the list, and stop and shortcuts. */
export function listen(actions) {
    document.addEventListener("keydown", (event) => {
        if (document.querySelector("dialog[open]")) {
            return; // a dialog has keys of its own
        }
        const writes = event.target.matches("input, textarea, select");
        if (event.key === "Escape") {
            actions.stop();
        } else if (event.key === "?" && !writes) {
            event.preventDefault();
            actions.shortcuts();
        } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
            const found = SHORTCUTS.find((shortcut) => shortcut.code === event.code);
            if (found) {
                event.preventDefault();
                actions[found.action]();
            }
        }
    });
}
