/** The server, as OpenAI's API has it. */

import { apiKey } from "/page/store.js";

/** Why a request came to nothing, in the server's words. Status 0: it was not reached, or the connection broke. */
export class ApiError extends Error {
    constructor(message, status, code = null) {
        super(message);
        this.status = status;
        this.code = code;
    }
}

async function request(path, options = {}) {
    const headers = { ...options.headers };
    if (apiKey()) {
        headers.Authorization = `Bearer ${apiKey()}`;
    }
    let response;
    try {
        response = await fetch(path, { ...options, headers, cache: "no-store" });
    } catch (error) {
        if (error.name === "AbortError") {
            throw error;
        }
        throw new ApiError("The server cannot be reached. Is 'cria serve' still running?", 0);
    }
    if (!response.ok) {
        throw await refusal(response);
    }
    return response;
}

async function refusal(response) {
    try {
        const { error } = await response.json();
        return new ApiError(error.message, response.status, error.code);
    } catch {
        return new ApiError(`The server answered with status ${response.status}.`, response.status);
    }
}

/** Names of the models, the server's first choice first. */
export async function models() {
    const { data } = await (await request("/v1/models")).json();
    return data.map((model) => model.id);
}

/** What holds where a request is silent: {field: number}, in the server's order. */
export async function defaults() {
    const props = await (await request("/props")).json();
    const { n_predict: limit, ...params } = props.default_generation_settings.params;
    return { ...params, max_tokens: limit };
}

/**
 * Asks for an answer and hands on each chunk as it comes.
 *
 * @throws ApiError if there is none, or it breaks off
 */
export async function chat(body, signal, onChunk) {
    const response = await request("/v1/chat/completions", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
        signal,
    });
    for await (const data of events(response.body)) {
        if (data === "[DONE]") {
            return;
        }
        const chunk = JSON.parse(data);
        if (chunk.error) {
            throw new ApiError(chunk.error.message, response.status, chunk.error.code);
        }
        onChunk(chunk);
    }
    throw new ApiError("The connection ended before the answer did.", 0);
}

/** The data of server-sent events. */
async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                return;
            }
            const parts = (rest + value).split("\n\n");
            rest = parts.pop();
            for (const part of parts) {
                if (part.startsWith("data: ")) {
                    yield part.slice("data: ".length);
                }
            }
        }
    } catch (error) {
        if (error.name === "AbortError") {
            throw error;
        }
        throw new ApiError("The connection ended before the answer did.", 0);
    } finally {
        reader.cancel().catch(() => {});
    }
}
