package org.cria.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** A request and the answer to it. For one thread. */
public final class Call {
    private static final String JSON = "application/json";

    private final Request request;
    private final Response response;
    private final HttpSettings settings;
    private final Departure departure;

    Call(Request request, Response response, HttpSettings settings) {
        this.request = request;
        this.response = response;
        this.settings = settings;
        this.departure = new Departure(request);
    }

    /** Decoded, without a query. */
    public String path() {
        return Request.getPathInContext(request);
    }

    /** A parameter of the query, decoded; empty where it is left out. */
    public Optional<String> parameter(String name) {
        try {
            return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
        } catch (IllegalArgumentException e) {
            throw ApiException.wrong(400, "bad_request", "the query is malformed: " + e.getMessage());
        }
    }

    Optional<String> header(HttpHeader name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /**
     * The JSON object in the body.
     *
     * @throws ApiException if it is none, too large, or does not come in time
     */
    public Fields body() throws IOException {
        checkType();
        return Json.object(read());
    }

    /**
     * The JSON list in the body, as a field.
     *
     * @throws ApiException if it is none, too large, or does not come in time
     */
    public Fields list(String field) throws IOException {
        checkType();
        return Json.list(read(), field);
    }

    private void checkType() {
        String type = header(HttpHeader.CONTENT_TYPE).orElse("nothing");
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals(JSON)) {
            throw ApiException.wrong(
                    415, "unsupported_media_type", "the content type is '" + type + "', expected " + JSON + ".");
        }
    }

    private byte[] read() throws IOException {
        if (request.getLength() > settings.bodyBytes()) {
            throw tooLarge();
        }
        long end = System.nanoTime() + settings.bodyTime().toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try (InputStream in = Content.Source.asInputStream(request)) {
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                body.write(part, 0, count);
                if (body.size() > settings.bodyBytes()) {
                    throw tooLarge();
                }
                if (System.nanoTime() - end > 0) {
                    throw tooSlow();
                }
            }
        } catch (IOException e) {
            if (e instanceof HttpException http) {
                throw ApiException.wrong(http.getCode(), "bad_request", "the body is malformed: " + http.getReason());
            }
            if (isTimeout(e)) {
                throw tooSlow();
            }
            throw e;
        }
        return body.toByteArray();
    }

    private static boolean isTimeout(Throwable e) {
        return e instanceof TimeoutException || (e.getCause() != null && isTimeout(e.getCause()));
    }

    private ApiException tooLarge() {
        return ApiException.wrong(
                413, "request_too_large", "the body is larger than " + settings.bodyBytes() + " bytes.");
    }

    private ApiException tooSlow() {
        return ApiException.wrong(
                408,
                "request_timeout",
                "the body did not come within " + settings.bodyTime().toSeconds() + " s.");
    }

    /** Answers with JSON. */
    public void json(JsonNode value) throws IOException {
        json(200, value);
    }

    void json(int status, JsonNode value) throws IOException {
        text(status, JSON, Json.bytes(value));
    }

    /** Answers with anything. */
    public void text(int status, String type, byte[] bytes) throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
    }

    /**
     * Answers with a file that clients may keep as long as they ask each time whether it is still the same.
     *
     * @param tag changes with the bytes
     */
    public void file(String type, String tag, byte[] bytes) throws IOException {
        String quoted = '"' + tag + '"';
        response.getHeaders().put(HttpHeader.ETAG, quoted);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        if (header(HttpHeader.IF_NONE_MATCH).orElse("").contains(quoted)) {
            response.setStatus(304);
        } else {
            text(200, type, bytes);
        }
    }

    /** Sets a header of the answer. */
    public void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Begins an answer that comes in server-sent events. */
    public EventStream events() {
        return stream(EventStream.Framing.EVENTS);
    }

    /** Begins an answer that comes in lines of JSON. */
    public EventStream lines() {
        return stream(EventStream.Framing.LINES);
    }

    private EventStream stream(EventStream.Framing framing) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, framing.type());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        return new EventStream(response, framing);
    }

    /** Whether some of the answer is on its way. */
    public boolean isBegun() {
        return response.isCommitted();
    }

    /** Ends the connection as it is. */
    void abandon() {
        departure.end();
    }

    /** Whether the client has closed the connection, as far as that can be known. */
    public boolean isGone() {
        return departure.isGone();
    }
}
