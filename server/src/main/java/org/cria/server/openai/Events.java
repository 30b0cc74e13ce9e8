package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.cria.server.http.Call;
import org.cria.server.http.EventStream;
import org.cria.server.json.ApiException;
import org.cria.server.json.Json;
import org.jspecify.annotations.Nullable;

/** OpenAI's own form: an object, or server-sent events of which the last is a word. */
final class Events implements Outlet {
    private static final String DONE = "[DONE]";

    private final Call call;
    private @Nullable EventStream stream;

    Events(Call call) {
        this.call = call;
    }

    private EventStream stream() {
        EventStream begun = stream == null ? call.events() : stream;
        stream = begun;
        return begun;
    }

    @Override
    public boolean isGone() {
        return call.isGone();
    }

    @Override
    public void whole(ObjectNode answer) throws IOException {
        call.json(answer);
    }

    @Override
    public void part(ObjectNode chunk) throws IOException {
        stream().send(chunk);
    }

    @Override
    public void alive() throws IOException {
        stream().alive();
    }

    @Override
    public void end() throws IOException {
        stream().end(DONE);
    }

    @Override
    public void broken(ApiException reason) throws IOException {
        if (call.isBegun()) {
            stream().send(Json.error(reason));
        }
    }
}
