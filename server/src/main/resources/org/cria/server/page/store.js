/**
 * What the browser keeps: conversations in IndexedDB, settings in local storage, the server's key for as long as the tab is open. A browser
 * that keeps nothing for this page still chats; it is said once.
 */

import { notice } from "/page/dom.js";

const NAME = "cria";
const CONVERSATIONS = "conversations";
/** What the list shows of them, so that it need not read all messages. */
const HEADS = "heads";

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
        request.onupgradeneeded = () =>
            [CONVERSATIONS, HEADS].forEach((name) => request.result.createObjectStore(name, { keyPath: "id" }));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    return database;
}

/** Does something with stores of the database, all of it or nothing. Gives what the last request gave. */
async function ask(mode, what) {
    const transaction = (await open()).transaction([CONVERSATIONS, HEADS], mode);
    const request = what((name) => transaction.objectStore(name));
    return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
    });
}

/** What there is, the latest first: [{id, title, updated}]. */
export async function heads() {
    try {
        return (await ask("readonly", (store) => store(HEADS).getAll())).sort((a, b) => b.updated - a.updated);
    } catch (error) {
        failed(error);
        return [];
    }
}

/** A conversation; undefined if it is not there. */
export async function find(id) {
    try {
        return await ask("readonly", (store) => store(CONVERSATIONS).get(id));
    } catch (error) {
        failed(error);
        return undefined;
    }
}

export async function keep(conversation) {
    const { id, title, updated } = conversation;
    try {
        await ask("readwrite", (store) => {
            store(HEADS).put({ id, title, updated });
            return store(CONVERSATIONS).put(conversation);
        });
    } catch (error) {
        failed(error);
    }
}

export async function remove(id) {
    try {
        await ask("readwrite", (store) => {
            store(HEADS).delete(id);
            return store(CONVERSATIONS).delete(id);
        });
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
