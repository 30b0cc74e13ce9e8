/**
 * What the browser keeps: conversations in IndexedDB, settings in local storage, the server's key for as long as the tab is open. A browser
 * that keeps nothing for this page still chats; it is said once.
 */

import { notice } from "/page/dom.js";

const NAME = "cria";
const CONVERSATIONS = "conversations";

let database;
let told = false;

function failed(error) {
    if (!told) {
        told = true;
        notice(`This browser keeps no conversations: ${error.message}. Export what you want to have.`);
    }
}

function open() {
    database ??= new Promise((resolve, reject) => {
        const request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(CONVERSATIONS, { keyPath: "id" });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    return database;
}

async function ask(mode, what) {
    const all = (await open()).transaction(CONVERSATIONS, mode).objectStore(CONVERSATIONS);
    return new Promise((resolve, reject) => {
        const request = what(all);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/** All conversations, the latest first. */
export async function conversations() {
    try {
        return (await ask("readonly", (all) => all.getAll())).sort((a, b) => b.updated - a.updated);
    } catch (error) {
        failed(error);
        return [];
    }
}

/** One of them; undefined if it is not there. */
export async function find(id) {
    try {
        return await ask("readonly", (all) => all.get(id));
    } catch (error) {
        failed(error);
        return undefined;
    }
}

export async function keep(conversation) {
    try {
        await ask("readwrite", (all) => all.put(conversation));
    } catch (error) {
        failed(error);
    }
}

export async function remove(id) {
    try {
        await ask("readwrite", (all) => all.delete(id));
    } catch (error) {
        failed(error);
    }
}

/** A setting as it was kept; the fallback where there is none. */
export function setting(name, fallback) {
    try {
        return JSON.parse(localStorage.getItem(`cria.${name}`)) ?? fallback;
    } catch {
        return fallback;
    }
}

export function keepSetting(name, value) {
    try {
        localStorage.setItem(`cria.${name}`, JSON.stringify(value));
    } catch (error) {
        failed(error);
    }
}

/** The theme is kept as a bare word, for the script that runs before the first paint. */
export function theme() {
    return document.documentElement.dataset.theme ?? "system";
}

export function keepTheme(name) {
    if (name === "system") {
        delete document.documentElement.dataset.theme;
    } else {
        document.documentElement.dataset.theme = name;
    }
    try {
        localStorage.setItem("cria.theme", name);
    } catch (error) {
        failed(error);
    }
}

let key = "";
try {
    key = sessionStorage.getItem("cria.key") ?? "";
} catch {
    // It is asked for again after a reload.
}

/** The server's key; empty where none was given. */
export function apiKey() {
    return key;
}

export function keepApiKey(value) {
    key = value;
    try {
        sessionStorage.setItem("cria.key", value);
    } catch {
        // It is asked for again after a reload.
    }
}
