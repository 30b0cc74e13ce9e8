package org.cria.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.cria.server.json.Json;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * An answer in events as they come (server-sent events). For one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the format</a>
 */
public final class EventStream {
    private static final byte[] BEGIN = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

    private final Response response;

    EventStream(Response response) {
        this.response = response;
    }

    /** Sends a value. */
    public void send(JsonNode value) throws IOException {
        send(Json.bytes(value), false);
    }

    /** Sends a last word, and ends. */
    public void end(String word) throws IOException {
        send(word.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Has proxies and the client know that the answer is still to come. */
    public void alive() throws IOException {
        Content.Sink.write(response, false, ByteBuffer.wrap(": \n\n".getBytes(StandardCharsets.UTF_8)));
    }

    private void send(byte[] data, boolean last) throws IOException {
        ByteBuffer event = ByteBuffer.allocate(BEGIN.length + data.length + END.length);
        event.put(BEGIN).put(data).put(END).flip();
        Content.Sink.write(response, last, event);
    }
}
