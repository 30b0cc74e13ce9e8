package org.cria.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.cria.server.json.Json;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * An answer in events as they come. For one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</a>
 * @see <a href="https://github.com/ndjson/ndjson-spec">JSON in lines</a>
 */
public final class EventStream {
    /** How events are told from each other. */
    enum Framing {
        EVENTS("text/event-stream; charset=utf-8", "data: ", "\n\n", ": \n\n"),
        LINES("application/x-ndjson", "", "\n", "");

        private final String type;
        private final byte[] begin;
        private final byte[] end;
        private final byte[] silence;

        Framing(String type, String begin, String end, String silence) {
            this.type = type;
            this.begin = begin.getBytes(StandardCharsets.UTF_8);
            this.end = end.getBytes(StandardCharsets.UTF_8);
            this.silence = silence.getBytes(StandardCharsets.UTF_8);
        }

        String type() {
            return type;
        }
    }

    private final Response response;
    private final Framing framing;

    EventStream(Response response, Framing framing) {
        this.response = response;
        this.framing = framing;
    }

    /** Sends a value. */
    public void send(JsonNode value) throws IOException {
        send(Json.bytes(value), false);
    }

    /** Sends a last word, and ends. */
    public void end(String word) throws IOException {
        send(word.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Ends. */
    public void end() throws IOException {
        Content.Sink.write(response, true, ByteBuffer.allocate(0));
    }

    /** Has proxies and the client know that the answer is still to come, where there is a way to say so. */
    public void alive() throws IOException {
        if (framing.silence.length > 0) {
            Content.Sink.write(response, false, ByteBuffer.wrap(framing.silence));
        }
    }

    private void send(byte[] data, boolean last) throws IOException {
        ByteBuffer event = ByteBuffer.allocate(framing.begin.length + data.length + framing.end.length);
        event.put(framing.begin).put(data).put(framing.end).flip();
        Content.Sink.write(response, last, event);
    }
}
