/** The page: what is shown, and what users do with it. */

import { Answering } from "/page/answering.js";
import { defaults, models } from "/page/api.js";
import { Columns } from "/page/columns.js";
import { Composer } from "/page/composer.js";
import { askForKey, showShortcuts } from "/page/dialogs.js";
import { announce, notice } from "/page/dom.js";
import { Head } from "/page/head.js";
import { listen } from "/page/keys.js";
import { Latest } from "/page/latest.js";
import { showSettings } from "/page/settings.js";
import { Sidebar, save } from "/page/sidebar.js";
import { find, keep, keepApiKey, keepSetting, remove, setting } from "/page/store.js";
import { Thread } from "/page/thread.js";
import { addAnswers, addQuestion, branches, copyOf, imported, leaf, newAnswer, newConversation, parentOf, settle, turn,
    } from "/page/tree.js";

/** How often an answer that is on its way is kept, in milliseconds. */
const KEEPING = 1000;

class Page {
    constructor() {
        this.models = [];
        this.defaults = {};
        this.keptAt = 0;
        this.answering = new Answering((conversation, answer, over) => this.changed(conversation, answer, over));
        this.latest = new Latest(this);
        this.thread = new Thread(document.getElementById("thread"), this);
        this.columns = new Columns(document.getElementById("columns"), this);
        this.composer = new Composer(document.getElementById("composer"), {
            send: (text) => this.send(text),
            stop: () => this.stop(),
            editLast: () => this.latest.edit(),
        });
        this.sidebar = new Sidebar({
            create: () => this.create(),
            open: (id) => this.open(id),
            remove: (id) => this.remove(id),
            take: (value) => this.take(value),
            shortcuts: showShortcuts,
        });
        this.head = new Head(document.getElementById("head"), this.sidebar.toggleButton, {
            rename: (title) => this.rename(title),
            write: () => this.composer.focus(),
            settings: () => this.samplers(null),
            save: () => save(this.conversation),
        });
        listen({
            stop: () => this.stop(),
            shortcuts: showShortcuts,
            create: () => this.create(),
            write: () => this.composer.focus(),
            again: () => this.latest.again(),
            previous: () => this.latest.turn(-1),
            next: () => this.latest.turn(1),
            copy: () => this.latest.copy(),
            compare: () => this.compare(),
            settings: () => this.samplers(null),
            sidebar: () => this.sidebar.toggle(),
            theme: () => this.head.nextTheme(),
        });
        addEventListener("hashchange", () => this.open(location.hash.slice(1)));
        addEventListener("focus", () => this.refresh());
        addEventListener("pagehide", () => this.answering.isRunning(this.conversation) && this.keep());
    }

    async begin() {
        document.getElementById("page").hidden = false;
        await this.open(location.hash.slice(1));
        this.composer.focus();
        await this.learn();
    }

    /** Asks the server what there is. */
    async learn() {
        try {
            [this.models, this.defaults] = await Promise.all([models(), defaults()]);
        } catch (error) {
            if (error.status === 401 && (await this.unlock(error))) {
                return this.learn();
            }
            notice(error.message);
        }
        for (const column of this.conversation.columns) {
            column.model ||= this.models[0] ?? "";
        }
        this.columns.show(this.conversation, this.models);
    }

    /** What other tabs and the server changed meanwhile. */
    async refresh() {
        this.sidebar.show(this.conversation.id);
        if (!this.models.length) {
            return this.learn();
        }
        const now = await models().catch(() => this.models);
        if (now.join("\n") !== this.models.join("\n")) {
            this.models = now;
            this.columns.show(this.conversation, now);
        }
    }

    /** Asks for the key. Gives whether there is a new one. */
    async unlock(error) {
        const key = await askForKey(error.message);
        if (key) {
            keepApiKey(key);
        }
        return key !== null;
    }

    /** Shows a conversation; a new one where there is none of this name. */
    async open(id) {
        if (id && id === this.conversation?.id) {
            return;
        }
        const found = id ? (this.answering.conversation(id) ?? (await find(id))) : null;
        if (found) {
            this.enter(this.answering.conversation(id) ? found : settle(found));
        } else {
            this.create();
        }
    }

    create() {
        const kept = setting("columns", [{ model: "", sampling: {} }]);
        const columns = kept.map((column) => ({
            model: this.models.includes(column.model) ? column.model : (this.models[0] ?? column.model),
            sampling: column.sampling,
        }));
        this.enter(newConversation(columns, setting("system", "")));
        this.composer.focus();
    }

    enter(conversation) {
        this.conversation = conversation;
        const kept = conversation.title !== "";
        history.replaceState(null, "", kept ? `#${conversation.id}` : location.pathname);
        this.thread.follows = true;
        this.show();
        this.columns.show(conversation, this.models);
        this.sidebar.show(conversation.id);
    }

    /** Shows the conversation as it is now. */
    show() {
        this.head.show(this.conversation);
        this.thread.show(this.conversation);
        this.columns.update(this.conversation);
        this.composer.setRunning(this.answering.isRunning(this.conversation));
        this.composer.takeLostFocus();
    }

    async keep(conversation = this.conversation) {
        if (conversation.title) {
            await keep(conversation);
        }
    }

    rename(title) {
        this.conversation.title = title || "Untitled";
        this.show();
        this.keep().then(() => this.sidebar.show(this.conversation.id));
    }

    async remove(id) {
        const gone = this.answering.conversation(id);
        if (gone) {
            this.answering.stop(gone);
        }
        await remove(id);
        if (id === this.conversation.id) {
            this.create();
        } else {
            this.sidebar.show(this.conversation.id);
        }
    }

    async take(value) {
        const conversation = imported(value);
        conversation.title ||= "Imported";
        await keep(conversation);
        this.enter(conversation);
    }

    /** Asks the models. */
    send(text) {
        this.thread.follows = true;
        this.ask(addQuestion(this.conversation, leaf(this.conversation), text));
    }

    ask(question) {
        const { conversation } = this;
        const node = addAnswers(conversation, question, conversation.columns.map(newAnswer));
        history.replaceState(null, "", `#${conversation.id}`);
        node.answers.forEach((answer, column) => this.run(question, answer, column));
    }

    async run(question, answer, column) {
        const { conversation } = this;
        const asked = this.answering.ask(conversation, question, answer, column);
        this.show();
        announce("The answer is on its way.");
        this.keep(conversation).then(() => this.sidebar.show(this.conversation.id));
        const error = await asked;
        if (error?.status === 401 && (await this.unlock(error))) {
            this.run(question, answer, column);
        }
    }

    /** There is more of an answer, or it is over. */
    changed(conversation, answer, over) {
        if (conversation === this.conversation) {
            this.thread.update(answer, over);
            if (over) {
                this.show();
            }
            this.columns.update(conversation);
        }
        if (over) {
            announce(answer.error ? answer.error.message : `${answer.model}: ${answer.content}`);
        }
        if (over || performance.now() - this.keptAt > KEEPING) {
            this.keptAt = performance.now();
            this.keep(conversation).then(() => over && this.sidebar.show(this.conversation.id));
        }
    }

    stop() {
        this.answering.stop(this.conversation);
    }

    edit(node, text) {
        this.ask(addQuestion(this.conversation, parentOf(this.conversation, node), text));
    }

    /** Answers again with a column's model of now: a new branch, in which another column's answer stays. */
    again(node, column) {
        const { conversation } = this;
        const question = parentOf(conversation, node);
        const fresh = newAnswer(conversation.columns[Math.min(column, conversation.columns.length - 1)]);
        const answers = node.answers.map((answer, index) => (index === column ? fresh : copyOf(answer)));
        const failed = node.answers[column].state === "failed" && !node.answers[column].content && !node.children.length;
        if (failed) {
            node.answers[column] = fresh; // nothing is lost with it
        } else {
            addAnswers(conversation, question, answers);
        }
        this.run(question, fresh, column);
    }

    /** Goes on with one of two columns. */
    goOn(node, column) {
        const { conversation } = this;
        addAnswers(conversation, parentOf(conversation, node), [copyOf(node.answers[column])]);
        this.setColumns([conversation.columns[column] ?? conversation.columns[0]]);
    }

    turn(node, by) {
        const next = turn(this.conversation, node, by);
        if (next) {
            this.show();
            this.thread.focusArrows(next, by);
            const { index, count } = branches(this.conversation, next);
            announce(`Branch ${index + 1} of ${count}.`);
            this.keep();
        }
    }

    choose(column, model) {
        this.conversation.columns[column].model = model;
        keepSetting("columns", this.conversation.columns);
        this.keep();
    }

    compare() {
        const [first, second] = this.conversation.columns;
        const other = this.models.find((name) => name !== first.model) ?? first.model;
        this.setColumns(second ? [first] : [first, { model: other, sampling: { ...first.sampling } }]);
    }

    setColumns(columns) {
        this.conversation.columns = columns;
        keepSetting("columns", columns);
        this.columns.show(this.conversation, this.models);
        this.show();
        this.keep();
    }

    samplers(column) {
        showSettings(this.conversation, this.defaults, column, () => {
            keepSetting("system", this.conversation.system);
            this.setColumns(this.conversation.columns);
        });
    }
}

const page = new Page();
page.begin();
