package org.cria.server.http;

import java.nio.ByteBuffer;
import org.cria.server.json.ApiException;
import org.cria.server.json.Json;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What clients are told of requests that are no HTTP: the same object as of all others. */
final class PlainErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // A version of HTTP that nobody knows is the client's mistake, too: nothing here is broken.
        int status = response.getStatus() == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ? 400 : response.getStatus();
        response.setStatus(status);
        ApiException why = ApiException.wrong(
                status, "bad_request", "this is no HTTP request as expected: " + HttpStatus.getMessage(status) + ".");
        byte[] bytes = Json.bytes(Json.error(why));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }
}
