package org.cria.server.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.cria.server.json.ApiException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Hands requests to endpoints, and tells clients why where that fails. */
final class Answering extends Handler.Abstract {
    private static final int RETRY_SECONDS = 2;
    /** Of headers. */
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_, -]{1,2000}");

    private final Routes routes;
    private final HttpSettings settings;
    private final Doorkeeper doorkeeper;
    private final SlowSenders slow;
    private final AtomicInteger active = new AtomicInteger();

    Answering(Routes routes, HttpSettings settings, SlowSenders slow) {
        this.routes = routes;
        this.settings = settings;
        this.doorkeeper = new Doorkeeper(settings);
        this.slow = slow;
    }

    /** Whether nobody waits for an answer. */
    boolean isIdle() {
        return active.get() == 0;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        slow.begin(request);
        active.incrementAndGet();
        request.addIdleTimeoutListener(
                timeout -> false); // an answer may take its time; bodies have a limit of their own
        Call call = new Call(request, response, settings);
        try {
            answer(request, response, call);
            callback.succeeded();
        } catch (ApiException e) {
            refuse(call, e, callback);
        } catch (IOException e) {
            call.abandon(); // the client is gone: what is written now would be an answer to nobody
            callback.failed(e);
        } catch (RuntimeException | Error e) {
            refuse(call, ApiException.failed(500, "internal_error", "the server failed: " + e), callback);
        } finally {
            slow.end(request);
            active.decrementAndGet();
        }
        return true;
    }

    private void answer(Request request, Response response, Call call) throws IOException {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        String method = request.getMethod();
        Routes.Route route = routes.find(method, call.path());
        boolean preflight = HttpMethod.OPTIONS.is(method);
        doorkeeper.checkOrigin(call).ifPresent(origin -> allow(response, origin)); // who may read may read errors too
        if (!preflight && (route == null || !route.open())) {
            doorkeeper.checkKey(call);
        }
        if (preflight) {
            preflight(response, call);
        } else if (route == null) {
            response.getHeaders().put(HttpHeader.ALLOW, routes.methods(call.path()));
            throw routes.missing(method, call.path());
        } else {
            route.endpoint().answer(call);
        }
    }

    private static void allow(Response response, String origin) {
        response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response.getHeaders().put(HttpHeader.VARY, "Origin");
    }

    private void preflight(Response response, Call call) throws IOException {
        String methods = routes.methods(call.path());
        if (methods.isEmpty()) {
            throw routes.missing("OPTIONS", call.path());
        }
        response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, methods);
        // OpenAI's own client in a page sends several of its own.
        String wanted = call.header(HttpHeader.ACCESS_CONTROL_REQUEST_HEADERS)
                .filter(names -> NAMES.matcher(names).matches())
                .orElse("Authorization, Content-Type");
        response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        response.getHeaders().put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "600");
        call.text(204, "text/plain", new byte[0]);
    }

    private static void refuse(Call call, ApiException e, Callback callback) {
        if (call.isBegun()) {
            callback.failed(e); // the connection ends in the middle, so that nobody takes it for an end
            return;
        }
        try {
            if (e.status() == 503) {
                call.header("Retry-After", String.valueOf(RETRY_SECONDS));
            }
            if (e.status() == 401) {
                call.header("WWW-Authenticate", "Bearer");
            }
            if (e.status() == 408 || e.status() == 413) {
                call.header("Connection", "close"); // the rest of the body is not wanted
            }
            call.json(e.status(), Routes.error(call.path(), e));
            callback.succeeded();
        } catch (IOException | RuntimeException gone) {
            callback.failed(gone);
        }
    }
}
