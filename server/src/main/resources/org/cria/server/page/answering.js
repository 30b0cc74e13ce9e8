/** Answers that are on their way. They go on when another conversation is shown. */

import { chat } from "/page/api.js";
import { history } from "/page/tree.js";

export class Answering {
    /** Calls changed(conversation, answer, over) whenever there is more of an answer, and once when it is over. */
    constructor(changed) {
        this.changed = changed;
        this.running = new Map();
    }

    isRunning(conversation) {
        return [...this.running.values()].some((each) => each.conversation === conversation);
    }

    /** The conversation of this name if one of its answers is on its way. */
    conversation(id) {
        return [...this.running.values()].map((each) => each.conversation).find((each) => each.id === id);
    }

    stop(conversation) {
        for (const each of this.running.values()) {
            if (each.conversation === conversation) {
                each.abort.abort();
            }
        }
    }

    /** Asks a column's model and writes into the answer what comes. Gives the error, null where there is none. */
    async ask(conversation, question, answer, column) {
        const abort = new AbortController();
        this.running.set(answer, { conversation, abort });
        const clock = new Clock();
        answer.state = "waiting";
        answer.error = null;
        let failure = null;
        try {
            await chat(requestFor(conversation, question, answer, column), abort.signal, (chunk) => {
                take(answer, chunk, clock);
                this.changed(conversation, answer, false);
            });
            answer.state = "done";
        } catch (error) {
            if (error.name === "AbortError") {
                answer.state = "stopped";
            } else {
                failure = error;
                answer.state = "failed";
                answer.error = { message: error.message, status: error.status ?? 0 };
            }
        }
        this.running.delete(answer);
        conversation.updated = Date.now();
        this.changed(conversation, answer, true);
        return failure;
    }
}

function requestFor(conversation, question, answer, column) {
    const messages = history(conversation, question, column).map(({ role, content }) => ({ role, content }));
    if (conversation.system.trim()) {
        messages.unshift({ role: "system", content: conversation.system });
    }
    return { model: answer.model, ...answer.sampling, messages };
}

function take(answer, chunk, clock) {
    if (chunk.cria) {
        answer.forgotten = chunk.cria.forgotten_messages ?? 0;
        answer.context = { size: chunk.cria.context_size ?? null, used: null };
    }
    const delta = chunk.choices[0]?.delta;
    if (delta?.content || delta?.reasoning_content) {
        answer.state = "writing";
        answer.content += delta.content ?? "";
        answer.reasoning += delta.reasoning_content ?? "";
        clock.tick();
        answer.figures = clock.figures();
    }
    if (chunk.usage) {
        const { prompt_tokens: prompt, completion_tokens: written } = chunk.usage;
        answer.context = { size: answer.context?.size ?? null, used: prompt + written };
        answer.figures = {
            tokens: written,
            perSecond: chunk.timings?.predicted_per_second || clock.figures()?.perSecond || null,
            waited: clock.waited,
            about: false,
        };
    }
}

/** What can be told of an answer that was stopped: parts came about one for each token. */
class Clock {
    constructor() {
        this.begin = performance.now();
        this.first = null;
        this.parts = 0;
        this.waited = null;
    }

    tick() {
        this.parts++;
        this.last = performance.now();
        if (this.first === null) {
            this.first = this.last;
            this.waited = (this.first - this.begin) / 1000;
        }
    }

    figures() {
        if (!this.parts) {
            return null;
        }
        const seconds = (this.last - this.first) / 1000;
        const perSecond = this.parts > 1 && seconds > 0 ? (this.parts - 1) / seconds : null;
        return { tokens: this.parts, perSecond, waited: this.waited, about: true };
    }
}
